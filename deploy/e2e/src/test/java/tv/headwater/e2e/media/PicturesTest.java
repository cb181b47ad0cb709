package tv.headwater.e2e.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.e2e.cluster.Programs;
import tv.headwater.e2e.cluster.Secrets;

/** The checker of ladders finds what is wrong with one; here, with a ladder that ffmpeg made. */
class PicturesTest {

    private static final Duration ENCODE = Duration.ofMinutes(1);
    private static final int SECONDS = 8;

    @TempDir static Path directory;
    private static Programs programs;
    private static Ffmpeg ffmpeg;
    private static List<Archive.Kept> source;
    private static List<Archive.Kept> rung;

    @BeforeAll
    static void encode() throws IOException {
        programs = new Programs(directory, new Secrets());
        ffmpeg = new Ffmpeg(programs);
        var clip = ffmpeg.clips().numbered(SECONDS).path();
        source = segments("source", clip, encoder("640:360", "1M"));
        rung = segments("240p", clip, encoder("426:240", "350k"));
    }

    private static List<String> encoder(String size, String bitrate) {
        return List.of(
                "-vf",
                "scale=" + size,
                "-c:v",
                "libx264",
                "-preset",
                "superfast",
                "-tune",
                "zerolatency",
                "-b:v",
                bitrate,
                "-force_key_frames",
                "expr:gte(t,n_forced*2)");
    }

    private static List<Archive.Kept> segments(String name, Path clip, List<String> codec)
            throws IOException {
        var folder = Files.createDirectories(directory.resolve(name));
        var arguments = new ArrayList<>(List.of("-v", "error", "-i", clip.toString(), "-an"));
        arguments.addAll(codec);
        arguments.addAll(
                List.of(
                        "-fps_mode",
                        "passthrough",
                        "-copyts",
                        "-f",
                        "hls",
                        "-hls_time",
                        "2",
                        "-hls_segment_type",
                        "fmp4",
                        "-hls_fmp4_init_filename",
                        "init.mp4",
                        "-hls_segment_filename",
                        folder.resolve("%d.m4s").toString(),
                        folder.resolve("index.m3u8").toString()));
        programs.start(name, "ffmpeg", arguments).awaitSuccess(ENCODE);
        return IntStream.range(0, SECONDS / 2).mapToObj(msn -> kept(folder, msn)).toList();
    }

    private static Archive.Kept kept(Path folder, int msn) {
        var segment = new MediaPlaylist.Segment(msn, msn + ".m4s", 2, false, "init.mp4", false);
        return new Archive.Kept(
                segment, 0, folder.resolve("init.mp4"), folder.resolve(segment.uri()), 0);
    }

    @AfterAll
    static void end() {
        programs.close();
    }

    private static Pictures pictures(List<Archive.Kept> segments) {
        return Pictures.decode(ffmpeg, directory.resolve("work.mp4"), "240p", segments);
    }

    private static Pictures.Difference difference(List<Archive.Kept> segments) {
        return pictures(segments).differenceFrom(pictures(source), 0, Long.MAX_VALUE);
    }

    @Test
    void everyPictureIsReadAfterScalingAndEncoding() {
        assertThat(pictures(rung).all().stream().map(Pictures.Picture::number))
                .containsExactlyElementsOf(IntStream.range(0, SECONDS * 30).boxed().toList());
        assertThat(difference(rung)).matches(Pictures.Difference::isNone);
    }

    @Test
    void segmentsOfBothBeginWithAnIdrAtTheSameTimes() {
        assertThat(source).allMatch(kept -> kept.samples().getFirst().isIdr());
        assertThat(rung).allMatch(kept -> kept.samples().getFirst().isIdr());
        assertThat(rung.getFirst().samples().stream().filter(Sample::isIdr)).hasSize(1);
    }

    @Test
    void aLostSegmentIsSeen() {
        var lost = new ArrayList<>(rung);
        lost.remove(2);

        assertThat(difference(lost).missing()).hasSize(60);
    }

    @Test
    void lostPicturesAreSeen() throws IOException {
        var cut = new ArrayList<>(rung);
        cut.set(1, shortened(rung.get(1)));

        assertThat(difference(cut).missing()).hasSize(20);
    }

    /** The same segment without its last twenty samples. */
    private static Archive.Kept shortened(Archive.Kept kept) throws IOException {
        var bytes = kept.bytes();
        var trun = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("trun");
        bytes[trun + 11] = (byte) (bytes[trun + 11] - 20);
        return new Archive.Kept(
                kept.segment(),
                0,
                kept.init(),
                Files.write(directory.resolve("shortened.m4s"), bytes),
                0);
    }

    @Test
    void aSegmentGivenOutTwiceIsSeen() {
        var twice = new ArrayList<>(rung);
        twice.add(2, rung.get(1));

        var difference = difference(twice);

        assertThat(difference.doubled()).hasSize(60);
        assertThat(difference.disordered()).isNotEmpty();
        assertThat(difference.missing()).isEmpty();
    }

    @Test
    void segmentsInTheWrongOrderAreSeen() {
        var swapped = List.of(rung.get(0), rung.get(2), rung.get(1), rung.get(3));

        assertThat(difference(swapped).disordered()).isNotEmpty();
    }

    @Test
    void aPictureInAnothersPlaceIsSeen() throws IOException {
        var wrong = directory.resolve("wrong.m4s");
        Files.copy(rung.get(3).media(), wrong, StandardCopyOption.REPLACE_EXISTING);
        var bytes = Files.readAllBytes(wrong);
        var first = new String(rung.get(2).bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        var fourth = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        // The fourth segment's pictures at the third one's times.
        System.arraycopy(
                rung.get(2).bytes(),
                first.indexOf("tfdt") + 8,
                bytes,
                fourth.indexOf("tfdt") + 8,
                8);
        Files.write(wrong, bytes);
        var misplaced = new ArrayList<>(rung);
        misplaced.set(2, new Archive.Kept(rung.get(2).segment(), 0, rung.get(2).init(), wrong, 0));

        assertThat(difference(misplaced).altered()).hasSize(60);
    }

    @Test
    void whatCannotBeDecodedIsSeen() throws IOException {
        var bytes = rung.get(1).bytes();
        for (int i = bytes.length / 2; i < bytes.length * 3 / 4; i++) {
            bytes[i] = (byte) i;
        }
        var broken =
                new Archive.Kept(
                        rung.get(1).segment(),
                        0,
                        rung.get(1).init(),
                        Files.write(directory.resolve("broken.m4s"), bytes),
                        0);

        assertThatThrownBy(() -> pictures(List.of(rung.get(0), broken)))
                .isInstanceOf(AssertionError.class);
    }
}
