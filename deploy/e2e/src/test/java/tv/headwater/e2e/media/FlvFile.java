package tv.headwater.e2e.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An FLV file's tags, in file order. */
public record FlvFile(Path path, List<FlvTag> tags) {

    private static final int FILE_HEADER = 9;
    private static final int TAG_HEADER = 11;
    private static final int PREVIOUS_TAG_SIZE = 4;

    public FlvFile {
        tags = List.copyOf(tags);
    }

    public static FlvFile read(Path path) {
        try {
            var in = ByteBuffer.wrap(Files.readAllBytes(path));
            in.position(FILE_HEADER + PREVIOUS_TAG_SIZE);
            var tags = new ArrayList<FlvTag>();
            while (in.remaining() >= TAG_HEADER) {
                tags.add(tag(in));
            }
            return new FlvFile(path, tags);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FlvTag tag(ByteBuffer in) {
        int typeAndLength = in.getInt();
        int timeAndExtension = in.getInt();
        in.position(in.position() + 3);
        var body = new byte[typeAndLength & 0xffffff];
        in.get(body);
        in.position(in.position() + PREVIOUS_TAG_SIZE);
        int time = timeAndExtension >>> 8 | timeAndExtension << 24;
        return new FlvTag(typeAndLength >>> 24, time, body);
    }

    /** What a player must get. */
    public List<Packet> packets() {
        return tags.stream().map(FlvTag::packet).flatMap(Optional::stream).toList();
    }

    public boolean hasVideo() {
        return tags.stream().anyMatch(FlvTag::isVideo);
    }

    /** Its HEVC as codec 12. */
    public FlvFile asCodec12() {
        return new FlvFile(path, tags.stream().map(FlvTag::asCodec12).toList());
    }

    /**
     * Without the audio that outlasts the video, so that another clip can follow without overlap. Exact for whole multiples of eight
     * seconds, which AAC frames of 48 kHz fill.
     */
    public FlvFile trimmed() {
        int audioStart =
                tags.stream()
                        .filter(tag -> !tag.isVideo() && tag.isUnit())
                        .mapToInt(FlvTag::time)
                        .min()
                        .orElse(0);
        int length = length();
        return new FlvFile(
                path,
                tags.stream()
                        .filter(tag -> tag.isVideo() || tag.time() < audioStart + length)
                        .toList());
    }

    /** Without its audio before {@code millis}. */
    public FlvFile withAudioFrom(int millis) {
        var header = tags.stream().filter(tag -> !tag.isVideo() && tag.isSequenceHeader()).toList();
        var rest = tags.stream().filter(tag -> !header.contains(tag));
        var late = new ArrayList<FlvTag>();
        rest.forEach(tag -> {
            boolean isAudio = !tag.isVideo() && tag.isUnit();
            if (!isAudio || tag.time() >= millis) {
                if (isAudio && late.stream().allMatch(t -> t.isVideo() || t.isScript())) {
                    header.forEach(h -> late.add(new FlvTag(h.type(), tag.time(), h.body())));
                }
                late.add(tag);
            }
        });
        return new FlvFile(path, late);
    }

    /**
     * How far apart two copies must be laid to follow each other without overlap or gap: the first video unit of the second comes
     * one frame after the last of the first.
     *
     * @return ms
     */
    public int length() {
        var video = tags.stream().filter(tag -> tag.isVideo() && tag.isUnit()).toList();
        var units = video.isEmpty() ? tags.stream().filter(FlvTag::isUnit).toList() : video;
        int first = units.getFirst().time();
        int last = units.getLast().time();
        return last - first + Math.round((float) (last - first) / (units.size() - 1));
    }
}
