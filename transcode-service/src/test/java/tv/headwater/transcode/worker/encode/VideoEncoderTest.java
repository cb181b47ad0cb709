package tv.headwater.transcode.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.ladder.RungPlan;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

class VideoEncoderTest {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;
    private static final int PICTURES = 70;

    /** Twice in a row, after a cut, on a cut, in the middle of what would be a run of B-frames, and the last. */
    private static final Set<Integer> FORCED = Set.of(0, 1, 22, 40, 51, 69);

    static Stream<Arguments> softwareEncoders() {
        return Stream.of("libx264", "libx265", "libsvtav1")
                .flatMap(name -> Stream.of(Profile.values()).map(p -> Arguments.of(name, p)));
    }

    static VideoCodec codecOf(String encoder) {
        return switch (encoder) {
            case "libx264" -> VideoCodec.H264;
            case "libx265" -> VideoCodec.HEVC;
            case "libsvtav1" -> VideoCodec.AV1;
            default -> VideoCodec.of(encoder.substring(0, encoder.indexOf("_")));
        };
    }

    static EncoderSettings settings(Profile profile, String... encoders) {
        var rung =
                new RungPlan(
                        new Rendition("180p"),
                        WIDTH,
                        HEIGHT,
                        600_000,
                        codecOf(encoders[encoders.length - 1]));
        return new EncoderSettings(
                rung,
                profile,
                List.of(encoders),
                "",
                new FrameRate(30_000, 1001),
                new Colour(1, 1, 1, 1),
                1);
    }

    /** A pts of 29.97 pictures per second with a hole of a second after the 30th, beyond 2^33. */
    private static long pts(int picture) {
        return 8_600_000_000L + picture * 3003L + (picture >= 30 ? 90_000 : 0);
    }

    private static void encode(VideoEncoder encoder, Consumer<EncodedPicture> out) {
        var frame = TestPictures.picture(WIDTH, HEIGHT);
        for (int i = 0; i < PICTURES; i++) {
            TestPictures.paint(frame, i);
            frame.pts(pts(i));
            encoder.encode(frame, FORCED.contains(i), out);
        }
        encoder.flush(out);
        av_frame_free(frame);
    }

    @ParameterizedTest
    @MethodSource("softwareEncoders")
    void everyPictureComesOutOnceAndKeyFramesAreWhereTheyWereAskedFor(
            String name, Profile profile) {
        List<EncodedPicture> out = new ArrayList<>();
        try (var encoder = VideoEncoder.open(settings(profile, name), new Notes())) {
            encode(encoder, out::add);
        }

        assertThat(out.stream().map(EncodedPicture::pts).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, PICTURES).mapToObj(i -> pts(i)).toList());
        assertThat(out.stream().filter(EncodedPicture::randomAccess).map(EncodedPicture::pts))
                .containsExactlyElementsOf(FORCED.stream().sorted().map(i -> pts(i)).toList());
        assertThat(out).allMatch(p -> p.dts() <= p.pts());
        assertThat(out.stream().map(EncodedPicture::dts))
                .isSortedAccordingTo(Comparator.naturalOrder())
                .doesNotHaveDuplicates();
        if (profile == Profile.LOW_LATENCY) {
            assertThat(out).isSortedAccordingTo(Comparator.comparingLong(EncodedPicture::pts));
        }
    }

    @ParameterizedTest
    @MethodSource("softwareEncoders")
    void nothingBeforeAKeyFrameIsShownAfterIt(String name, Profile profile) {
        List<EncodedPicture> out = new ArrayList<>();
        try (var encoder = VideoEncoder.open(settings(profile, name), new Notes())) {
            encode(encoder, out::add);
        }

        long newest = Long.MIN_VALUE;
        for (int i = 0; i < out.size(); i++) {
            if (out.get(i).randomAccess()) {
                assertThat(out.get(i).pts()).isGreaterThan(newest);
                long start = out.get(i).pts();
                assertThat(out.subList(i, out.size())).allMatch(p -> p.pts() >= start);
            }
            newest = Math.max(newest, out.get(i).pts());
        }
    }

    @ParameterizedTest
    @MethodSource("softwareEncoders")
    void aPlayerDecodesWhatWentInFromTrackAndSamplesAlone(String name, Profile profile) {
        List<EncodedPicture> out = new ArrayList<>();
        var expected = TestPictures.picture(WIDTH, HEIGHT);
        List<Long> shown = new ArrayList<>();
        List<Double> quality = new ArrayList<>();
        try (var encoder = VideoEncoder.open(settings(profile, name), new Notes());
                var decoder = new TestDecoder(encoder.track(1))) {
            encode(encoder, out::add);
            Consumer<AVFrame> compare =
                    frame -> {
                        int number = shown.size();
                        shown.add(frame.pts());
                        TestPictures.paint(expected, number);
                        quality.add(
                                TestPictures.psnr(
                                        TestPictures.plane(expected, 0),
                                        TestPictures.plane(frame, 0)));
                    };
            for (var picture : out) {
                decoder.decode(picture.payload(), picture.dts(), picture.pts(), compare);
            }
            decoder.flush(compare);
        }
        av_frame_free(expected);

        assertThat(shown)
                .containsExactlyElementsOf(
                        IntStream.range(0, PICTURES).mapToObj(i -> pts(i)).toList());
        assertThat(quality.stream().mapToDouble(q -> q).average().orElseThrow()).isGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libx265", "libsvtav1"})
    void withLowLatencyEveryPictureComesOutAtOnce(String name) {
        List<EncodedPicture> out = new ArrayList<>();
        var frame = TestPictures.picture(WIDTH, HEIGHT);
        try (var encoder = VideoEncoder.open(settings(Profile.LOW_LATENCY, name), new Notes())) {
            for (int i = 0; i < 30; i++) {
                TestPictures.paint(frame, i);
                frame.pts(pts(i));
                encoder.encode(frame, i == 0, out::add);
                assertThat(out).hasSize(i + 1);
            }
        }
        av_frame_free(frame);
    }

    @Test
    void theTrackIsTheRung() {
        try (var encoder =
                VideoEncoder.open(settings(Profile.LOW_LATENCY, "libx264"), new Notes())) {
            var track = encoder.track(3);
            assertThat(track.id()).isEqualTo(3);
            assertThat(track.codec()).isEqualTo(VideoCodec.H264.fourCc());
            assertThat(track.width()).isEqualTo(WIDTH);
            assertThat(track.height()).isEqualTo(HEIGHT);
            // AVCDecoderConfigurationRecord: version 1, then profile, compatibility and level as
            // the SPS has them
            assertThat(track.decoderConfiguration().get(0)).isEqualTo((byte) 1);
            assertThat(track.decoderConfiguration().get(4)).isEqualTo((byte) 0xff);
            assertThat(encoder.name()).isEqualTo("libx264");
        }
    }

    @Test
    void anEncoderWithoutItsHardwareIsReportedOnceAndTheNextIsUsed() {
        var notes = new Notes();
        var encoders = new Encoders(notes);
        for (int rung = 0; rung < 3; rung++) {
            var settings =
                    settings(
                            Profile.LOW_LATENCY,
                            "h264_nvenc",
                            "h264_vaapi",
                            "h264_qsv",
                            "h264_nonesuch",
                            "libx264");
            List<EncodedPicture> out = new ArrayList<>();
            try (var encoder = encoders.open(settings)) {
                assertThat(encoder.name()).isEqualTo("libx264");
                encode(encoder, out::add);
            }
            assertThat(out).hasSize(PICTURES);
        }

        assertThat(notes.lines)
                .hasSize(4)
                .allMatch(line -> line.endsWith("), so libx264 is used"))
                .allMatch(line -> line.indexOf('\n') < 0)
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith("WARN encoder h264_nvenc does not work"),
                        line ->
                                assertThat(line)
                                        .startsWith("WARN encoder h264_vaapi does not work"),
                        line -> assertThat(line).startsWith("WARN encoder h264_qsv does not work"),
                        line ->
                                assertThat(line)
                                        .isEqualTo(
                                                "WARN encoder h264_nonesuch does not work here (this build of"
                                                        + " FFmpeg has no encoder h264_nonesuch), so libx264 is used"));
    }

    @Test
    void whereNoEncoderWorksTheExceptionSaysWhyOfEach() {
        var notes = new Notes();
        assertThatThrownBy(() ->
                        VideoEncoder.open(
                                settings(Profile.QUALITY, "hevc_nonesuch", "hevc_qsv"), notes))
                .isInstanceOf(FfmpegException.class)
                .hasMessageContaining("hevc_nonesuch=this build")
                .hasMessageContaining("hevc_qsv=");
        assertThat(notes.lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"libx264", "libx265", "libsvtav1"})
    void aTrialIsOnePictureInAndOneOut(String name) {
        try (var encoder = new VideoEncoder(name, settings(Profile.QUALITY, name))) {
            encoder.tryOut();
        }
    }

    /** Without the hardware this is what can be known of it: FFmpeg has these options, and takes these values. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "libx264",
                "libx265",
                "libsvtav1",
                "h264_nvenc",
                "hevc_nvenc",
                "av1_nvenc",
                "h264_qsv",
                "hevc_qsv",
                "h264_vaapi",
                "hevc_vaapi",
                "av1_vaapi"
            })
    void everyOptionIsOneTheEncoderHas(String name) {
        for (var profile : Profile.values()) {
            var context = avcodec_alloc_context3(avcodec_find_encoder_by_name(name));
            EncoderOptions.of(name, settings(profile, name))
                    .forEach((option, value) ->
                            assertThat(av_opt_set(context, option, value, AV_OPT_SEARCH_CHILDREN))
                                    .as("%s=%s", option, value)
                                    .isZero());
            avcodec_free_context(context);
        }
    }

    @Test
    void picturesForQuickSyncHaveTheirChromaInterleaved() {
        var picture = TestPictures.picture(64, 36);
        TestPictures.paint(picture, 7);
        picture.pts(4711);
        try (var form = new PictureForm.Nv12()) {
            for (int i = 0; i < 2; i++) {
                var nv12 = form.of(picture);
                assertThat(nv12.pts()).isEqualTo(4711);
                var row = new byte[64];
                nv12.data(1).position(5L * nv12.linesize(1)).get(row);
                var u = TestPictures.plane(picture, 1);
                var v = TestPictures.plane(picture, 2);
                for (int x = 0; x < 32; x++) {
                    assertThat(row[2 * x]).isEqualTo(u[5 * 32 + x]);
                    assertThat(row[2 * x + 1]).isEqualTo(v[5 * 32 + x]);
                }
            }
        }
        av_frame_free(picture);
    }
}
