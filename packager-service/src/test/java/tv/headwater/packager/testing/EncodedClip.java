package tv.headwater.packager.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.media.MediaRecord;

/** One track that a real encoder made, as units and a decoder configuration record. */
public record EncodedClip(List<Unit> units, ByteBuffer decoderConfiguration) {

    /** So that no encoder's delay makes a time negative. */
    private static final long ORIGIN = 900_000;

    /**
     * Six seconds of moving pictures, 30 a second, with an IDR each two.
     *
     * @param box of the sample entry that holds the configuration record, such as {@code avcC}
     * @param encoder of ffmpeg, with its options
     */
    public static EncodedClip video(
            Path directory, int trackId, int width, int height, String box, String... encoder)
            throws IOException, InterruptedException {
        var source = "testsrc2=size=" + width + "x" + height + ":rate=30:duration=6";
        var options = new ArrayList<>(List.of("-c:v"));
        options.addAll(List.of(encoder));
        options.addAll(List.of("-g", "9999", "-force_key_frames", "expr:gte(t,n_forced*2)"));
        options.addAll(List.of("-video_track_timescale", "90000"));
        return encode(directory, trackId, source, box, MediaRecord.TICKS_PER_SECOND, options);
    }

    /** Six seconds of a tone, 48 kHz, stereo. */
    public static EncodedClip audio(Path directory, int trackId, String box, String encoder)
            throws IOException, InterruptedException {
        var source = "sine=frequency=440:sample_rate=48000:duration=6";
        var options = List.of("-ac", "2", "-b:a", "64k", "-c:a", encoder);
        return encode(directory, trackId, source, box, 48_000, options);
    }

    private static EncodedClip encode(
            Path directory,
            int trackId,
            String source,
            String box,
            int timescale,
            List<String> options)
            throws IOException, InterruptedException {
        var file = Files.createTempFile(directory, "clip", ".mp4");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        command.addAll(List.of("-f", "lavfi", "-i", source));
        command.addAll(options);
        command.add(file.toString());
        Program.run(directory, command.toArray(String[]::new));
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).asReadOnlyBuffer();
        List<Unit> units = new ArrayList<>();
        for (var line : packets(directory, file)) {
            var fields = line.split(",", -1);
            units.add(
                    new Unit(
                            trackId,
                            fields[4].startsWith("K"),
                            ORIGIN + ticks(fields[1], timescale),
                            ORIGIN + ticks(fields[0], timescale),
                            bytes.slice(Integer.parseInt(fields[3]), Integer.parseInt(fields[2]))));
        }
        return new EncodedClip(units, content(bytes, box));
    }

    /** A line each of pts, dts, size, position and flags. */
    private static List<String> packets(Path directory, Path file)
            throws IOException, InterruptedException {
        return Program.run(
                        directory,
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "packet=pts,dts,size,pos,flags",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static long ticks(String time, int timescale) {
        return Long.parseLong(time) * MediaRecord.TICKS_PER_SECOND / timescale;
    }

    /** The content of the first box of a type, wherever it stands. */
    private static ByteBuffer content(ByteBuffer file, String type) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var found = new byte[4];
        for (int at = 4; at < file.limit() - 4; at++) {
            file.get(at, found);
            if (Arrays.equals(found, name)) {
                return file.slice(at + 4, file.getInt(at - 4) - 8);
            }
        }
        throw new AssertionError("no box " + type);
    }
}
