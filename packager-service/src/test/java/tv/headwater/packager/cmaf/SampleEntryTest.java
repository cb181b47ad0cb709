package tv.headwater.packager.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static tv.headwater.packager.testing.SegmentReader.find;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.media.CodecStrings;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.testing.Program;

/** Sample entries against those a real muxer writes for what real encoders made. */
class SampleEntryTest {

    private static final int VIDEO_FIELDS = 78;
    private static final int AUDIO_FIELDS = 28;

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "avc1, avcC, libx264 -tag:v avc1, avc1.64000C",
        "hvc1, hvcC, libx265 -tag:v hvc1 -x265-params log-level=0, hvc1.1.6.L60.90",
        "hvc1, hvcC, libx265 -tag:v hvc1 -pix_fmt yuv420p10le -x265-params log-level=0, hvc1.2.4.L60.90",
        "av01, av1C, libaom-av1 -cpu-used 8, av01.0.00M.08",
        "av01, av1C, libaom-av1 -cpu-used 8 -pix_fmt yuv420p10le, av01.0.00M.10"
    })
    void ofVideoAreWhatFfmpegWrites(String codec, String box, String encoder, String codecs)
            throws Exception {
        var entry = written(codec, "testsrc2=s=320x180:r=25", "-c:v " + encoder);
        var record = find(entry.slice(VIDEO_FIELDS, entry.limit() - VIDEO_FIELDS), box);
        var track = new Track.Video(1, FourCc.of(codec), 320, 180, record);
        var ours = sampleEntry(InitSegmentBoxes.write(track), codec);

        assertThat(withoutName(ours)).isEqualTo(withoutName(entry));
        assertThat(find(ours.slice(VIDEO_FIELDS, ours.limit() - VIDEO_FIELDS), box))
                .isEqualTo(record);
        assertThat(CodecStrings.of(track)).isEqualTo(codecs);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "5.1, 6"})
    void ofOpusAreWhatFfmpegWrites(String layout, int channels) throws Exception {
        var pan = layout.equals("5.1") ? "-af pan=5.1|c0=c0|c1=c0|c2=c0" : "-ac " + layout;
        var entry = written("Opus", "sine=r=48000", pan + " -c:a libopus");
        var record = find(entry.slice(AUDIO_FIELDS, entry.limit() - AUDIO_FIELDS), "dOps");
        var track = new Track.Audio(2, FourCc.OPUS, 48_000, channels, 960, record);
        var ours = sampleEntry(InitSegmentBoxes.write(track), "Opus");

        assertThat(ours.slice(0, AUDIO_FIELDS)).isEqualTo(entry.slice(0, AUDIO_FIELDS));
        assertThat(find(ours.slice(AUDIO_FIELDS, ours.limit() - AUDIO_FIELDS), "dOps"))
                .isEqualTo(record);
        assertThat(CodecStrings.of(track)).isEqualTo("opus");
    }

    /** A record as FLV carries it, VPS, SPS, PPS and SEI, and as MP4 does. */
    @Test
    void hvc1SaysThatItsParameterSetsAreComplete() {
        var head = "0101600000009000000000003cf000fcfdf8f800000f04";
        var open = head + "2000010002aabb" + "2100010001cc" + "220002000111000122" + "27000100014e";
        var closed =
                head + "a000010002aabb" + "a100010001cc" + "a20002000111000122" + "27000100014e";

        assertThat(HevcConfiguration.complete(hex(open))).isEqualTo(hex(closed));
        assertThat(HevcConfiguration.complete(hex(closed))).isEqualTo(hex(closed));
    }

    @Test
    void whatIsNoRecordStaysAsItIs() {
        var whole =
                HexFormat.of()
                        .parseHex("0101600000009000000000003cf000fcfdf8f800000f012000010002aabb");
        for (int length = 0; length < whole.length; length++) {
            var cut = ByteBuffer.wrap(whole, 0, length).slice();
            assertThat(HevcConfiguration.complete(cut)).isEqualTo(cut);
        }
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            var bytes = whole.clone();
            bytes[22 + random.nextInt(bytes.length - 22)] = (byte) random.nextInt(256);
            assertThat(HevcConfiguration.complete(ByteBuffer.wrap(bytes)).remaining())
                    .isEqualTo(bytes.length);
        }
    }

    private ByteBuffer written(String codec, String source, String encoder) throws Exception {
        var file = directory.resolve(codec + ".mp4");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
        command.addAll(List.of("-f", "lavfi", "-i", source, "-t", "0.2"));
        command.addAll(List.of(encoder.split(" ", -1)));
        command.add(file.toString());
        Program.run(directory, command.toArray(String[]::new));
        return sampleEntry(ByteBuffer.wrap(Files.readAllBytes(file)), codec);
    }

    private static ByteBuffer sampleEntry(ByteBuffer file, String codec) {
        var stsd = find(file, "moov", "trak", "mdia", "minf", "stbl", "stsd");
        return find(stsd.slice(8, stsd.limit() - 8), codec);
    }

    /** The fields of a VisualSampleEntry but for compressorname, which is the muxer's to choose. */
    private static String withoutName(ByteBuffer entry) {
        var bytes = new byte[VIDEO_FIELDS];
        entry.get(0, bytes);
        var hex = HexFormat.of().formatHex(bytes);
        return hex.substring(0, 84) + hex.substring(148);
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
