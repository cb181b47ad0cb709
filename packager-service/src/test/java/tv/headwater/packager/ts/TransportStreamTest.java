package tv.headwater.packager.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.cmaf.Fragment;
import tv.headwater.packager.cmaf.FragmentReader;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.crypt.SampleCipher;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.EncodedClip;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.testing.Program;

/** A real ffmpeg reads a concatenation of segments, each made alone, and finds what is in the fragments. */
class TransportStreamTest {

    private static final long WRAP = 1L << 33;

    @TempDir Path directory;

    static Stream<Arguments> broadcasts() {
        var video = List.<Track>of(TestMedia.videoTrack());
        var audio = List.<Track>of(TestMedia.audioTrack());
        var both = List.of(TestMedia.videoTrack(), (Track) TestMedia.audioTrack());
        long nearWrap = (WRAP - 900_000) / 15 * 15;
        return Stream.of(
                Arguments.of("both", Broadcast.testMedia(90_000, 4), both),
                Arguments.of("across 2^33", Broadcast.testMedia(nearWrap, 4), both),
                Arguments.of("video", of(Broadcast.testMedia(90_000, 4), 1), video),
                Arguments.of("audio", of(Broadcast.testMedia(90_000, 4), 2), audio));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broadcasts")
    void ffmpegFindsEveryPacket(String name, List<Unit> units, List<Track> tracks)
            throws Exception {
        var packaged = Packaging.of(new Broadcast().session(units, tracks, 2).end().records());
        var segments = segments(packaged);
        assertThat(segments).hasSizeGreaterThanOrEqualTo(10);
        write("out.ts", segments);
        checkRules(segments);
        for (var track : tracks) {
            boolean video = track instanceof Track.Video;
            assertThat(times("out.ts", video))
                    .containsExactlyElementsOf(
                            units.stream()
                                    .filter(unit -> unit.track() == track.id())
                                    .map(unit -> unit.pts() % WRAP + "," + unit.dts() % WRAP)
                                    .toList());
            sameStream(video ? packaged.video() : packaged.audio(), "h264", "7-9");
        }
        decodes("out.ts");
    }

    @Test
    void hevcIsCarried() throws Exception {
        var clip = EncodedClip.video(directory, 1, 320, 180, "hvcC", "libx265", "-tag:v", "hvc1");
        var track = new Track.Video(1, FourCc.HVC1, 320, 180, clip.decoderConfiguration());
        var packaged =
                Packaging.of(
                        new Broadcast().session(clip.units(), List.of(track), 2).end().records());
        var segments = segments(packaged);
        write("out.ts", segments);
        checkRules(segments);
        assertThat(times("out.ts", true))
                .containsExactlyElementsOf(
                        clip.units().stream().map(unit -> unit.pts() + "," + unit.dts()).toList());
        sameStream(packaged.video(), "hevc", "32-35");
        decodes("out.ts");
    }

    /** At five pictures a second the clock must go on between them; a picture of 70 KB exceeds PES_packet_length. */
    @Test
    void theClockGoesOnBetweenRarePictures() {
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < 110; i++) {
            long dts = WRAP - 900_000 + i * 18_000L;
            units.add(new Unit(1, i % 10 == 0, dts, dts, nalUnit(i == 50 ? 70_000 : 100)));
        }
        var session = new Broadcast().session(units, List.of(TestMedia.videoTrack()), 2).end();
        var segments = segments(Packaging.of(session.records()));
        assertThat(segments).hasSize(11);
        var read = checkRules(segments);
        assertThat(read.clocks).hasSizeGreaterThan(2 * units.size() - 11);
        assertThat(read.pes).filteredOn(pes -> pes.declared() == 0).hasSize(1);
    }

    @Test
    void theSmallestSegmentFillsItsCounters() {
        var frame = List.of(new Unit(2, true, 90_000, 90_000, ByteBuffer.allocate(1)));
        var session = new Broadcast().session(frame, List.of(TestMedia.audioTrack()), 2).end();
        var segments = segments(Packaging.of(session.records()));
        assertThat(segments).hasSize(1);
        assertThat(checkRules(segments).packets)
                .containsEntry(0, 1)
                .containsEntry(0x1000, 1)
                .containsEntry(TransportStream.AUDIO_PID, 16);
    }

    @Test
    void theBytesDependOnTheSegmentsAlone() {
        var records = new Broadcast().session(Broadcast.testMedia(90_000, 1)).end().records();
        assertThat(segments(Packaging.of(records))).isEqualTo(segments(Packaging.of(records)));
    }

    @Test
    void encryptedFragmentsGiveTheSameSegment() {
        var records = new Broadcast().session(Broadcast.testMedia(90_000, 1)).end().records();
        var packaged = Packaging.of(records);
        var video = packaged.video().getFirst();
        var audio = packaged.audio().getFirst();
        var key = ContentKey.of(ContentSecret.random(), 0);
        var encryptedVideo = encrypted(video, key);
        assertThat(encryptedVideo.bytes()).isNotEqualTo(video.bytes());
        assertThat(
                        TransportStream.segment(
                                encryptedVideo,
                                encrypted(audio, key),
                                SampleCipher.of(video.init().track(), key)::decrypt,
                                SampleCipher.of(audio.init().track(), key)::decrypt))
                .isEqualTo(TransportStream.segment(video, audio));
    }

    private static MediaSegment encrypted(MediaSegment clear, ContentKey key) {
        var track = clear.init().track();
        var cipher = SampleCipher.of(track, key);
        var samples =
                FragmentReader.samples(clear.bytes()).stream()
                        .map(sample -> cipher.encrypt(sample.sample()))
                        .toList();
        return new MediaSegment(
                clear.msn(),
                clear.init(),
                clear.start(),
                clear.duration(),
                clear.programDateTime(),
                samples.size(),
                clear.independent(),
                List.of(),
                List.of(
                        track instanceof Track.Video
                                ? Fragment.video(List.of(), 1, clear.start(), samples)
                                : Fragment.audio(List.of(), 1, clear.start(), samples)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Opus |     | codec Opus is not carried in MPEG-TS: avc1, hvc1 and mp4a are",
                "mp4a | f94640 | AAC object type 42 is not carried in MPEG-TS: 1 to 4 are",
                "mp4a | 1180 | AAC channel configuration 0 is not carried in MPEG-TS: 1 to 7 are",
                "mp4a | 17800000fa | AAC of 1 Hz is not carried in MPEG-TS: its table lacks it",
                "mp4a | 11 | AudioSpecificConfig of 1 bytes ends too early",
                "mp4a | 1190 |",
                "mp4a | 2b9208 |",
            })
    void saysWhatIsNotCarried(String codec, String configuration, String why) {
        var bytes = HexFormat.of().parseHex(configuration == null ? "" : configuration);
        var track = new Track.Audio(2, FourCc.of(codec), 48_000, 2, 1024, ByteBuffer.wrap(bytes));
        assertThat(TransportStream.refusal(track).orElse(null)).isEqualTo(why);
    }

    @Test
    void av1IsNotCarried() {
        var track = new Track.Video(1, FourCc.AV01, 320, 180, ByteBuffer.allocate(4));
        assertThat(TransportStream.refusal(track))
                .hasValue("codec av01 is not carried in MPEG-TS: avc1, hvc1 and mp4a are");
    }

    @Test
    void aBrokenNalUnitIsRefused() {
        var broken = ByteBuffer.allocate(6).putInt(0, 3);
        var units = List.of(new Unit(1, true, 90_000, 90_000, broken));
        var session = new Broadcast().session(units, List.of(TestMedia.videoTrack()), 2).end();
        var video = Packaging.of(session.records()).video().getFirst();
        assertThatThrownBy(() -> TransportStream.segment(video, null))
                .hasMessage("NAL unit of 3 bytes exceeds the 2 left");
    }

    /** What holds in every stream: continuity (in the reader), clock, lengths. */
    private static TransportReader checkRules(List<ByteBuffer> segments) {
        var read = TransportReader.read(segments);
        for (int i = 1; i < read.clocks.size(); i++) {
            long step = read.clocks.get(i).base() - read.clocks.get(i - 1).base();
            assertThat(Math.floorMod(step, WRAP)).isBetween(0L, 9000L);
        }
        for (var pes : read.pes) {
            assertThat(pes.declared()).isIn(pes.length(), pes.length() > 65535 ? 0 : -1);
            if (pes.clockBefore() >= 0) {
                assertThat(Math.floorMod(pes.dts() - pes.clockBefore(), WRAP)).isLessThan(27_000);
            }
        }
        read.packets.forEach(
                (pid, count) -> assertThat(pid < 0x100 || pid == 0x1000 ? 0 : count % 16).isZero());
        return read;
    }

    private static List<ByteBuffer> segments(Packaging packaged) {
        List<ByteBuffer> segments = new ArrayList<>();
        int count = Math.max(packaged.video().size(), packaged.audio().size());
        for (int i = 0; i < count; i++) {
            segments.add(
                    TransportStream.segment(
                            packaged.video().isEmpty() ? null : packaged.video().get(i),
                            packaged.audio().isEmpty() ? null : packaged.audio().get(i)));
        }
        return segments;
    }

    /** Extracts a track from out.ts and from the fragments, without delimiters and parameter sets, and compares. */
    private void sameStream(List<MediaSegment> segments, String codec, String removed)
            throws IOException, InterruptedException {
        boolean video = segments.getFirst().init().track() instanceof Track.Video;
        List<ByteBuffer> file = new ArrayList<>(List.of(segments.getFirst().init().bytes()));
        segments.forEach(segment -> file.add(segment.bytes()));
        write("out.mp4", file);
        var format = video ? codec : "adts";
        var filter = "filter_units=remove_types=" + removed;
        for (var source : List.of("ts", "mp4")) {
            List<String> command =
                    new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-i", "out." + source));
            command.addAll(List.of("-map", video ? "0:v" : "0:a", "-c", "copy"));
            if (video) {
                var toBytes = source.equals("mp4") ? codec + "_mp4toannexb," : "";
                command.addAll(List.of("-bsf:v", toBytes + filter));
            }
            command.addAll(List.of("-f", format, source + ".es"));
            Program.run(directory, command.toArray(String[]::new));
        }
        assertThat(directory.resolve("ts.es"))
                .isNotEmptyFile()
                .hasSameBinaryContentAs(directory.resolve("mp4.es"));
    }

    private void decodes(String file) throws IOException, InterruptedException {
        assertThat(
                        Program.run(
                                directory, "ffmpeg", "-v", "warning", "-xerror", "-i", file, "-f",
                                "null", "-"))
                .isEmpty();
    }

    /** A line each of pts and dts, modulo 2^33. */
    private List<String> times(String file, boolean video)
            throws IOException, InterruptedException {
        return Program.run(
                        directory,
                        "ffprobe",
                        "-v",
                        "warning",
                        "-select_streams",
                        video ? "v" : "a",
                        "-show_entries",
                        "packet=pts,dts",
                        "-of",
                        "csv=p=0",
                        file)
                .stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(",", -1))
                .map(pair ->
                        Math.floorMod(Long.parseLong(pair[0]), WRAP)
                                + ","
                                + Math.floorMod(Long.parseLong(pair[1]), WRAP))
                .toList();
    }

    private void write(String name, List<ByteBuffer> pieces) throws IOException {
        var file = directory.resolve(name);
        Files.deleteIfExists(file);
        try (var out =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (var piece : pieces) {
                var bytes = piece.duplicate();
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
        }
    }

    private static ByteBuffer nalUnit(int length) {
        return ByteBuffer.allocate(4 + length).putInt(0, length).put(4, (byte) 0x65);
    }

    private static List<Unit> of(List<Unit> units, int track) {
        return units.stream().filter(unit -> unit.track() == track).toList();
    }
}
