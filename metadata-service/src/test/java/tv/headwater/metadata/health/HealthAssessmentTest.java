package tv.headwater.metadata.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.api.StreamHealth.Status;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.LadderHealth.State;
import tv.headwater.contract.node.SourceHealth;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.metadata.health.Observation.Recent;

class HealthAssessmentTest {

    private static final SourceHealth.Audio AUDIO =
            new SourceHealth.Audio("mp4a", 48_000, 2, 128_000, "mp4a.40.2");
    private static final SourceHealth.Video VIDEO = video(720, 30, 3_000_000, 2.0);
    private static final LadderHealth LADDER = ladder(0, 0, 0, State.RUNNING);

    private static SourceHealth.Video video(
            int height, double rate, long bitrate, Double keyframeInterval) {
        return new SourceHealth.Video(
                "avc1",
                height * 16 / 9,
                height,
                rate,
                bitrate,
                keyframeInterval,
                false,
                "avc1.64001F");
    }

    private static LadderHealth ladder(long lag, long skipped, long errors, State... states) {
        var rungs =
                Stream.of(states)
                        .map(state ->
                                new LadderHealth.Rung(
                                        new Rendition(state.name().toLowerCase(Locale.ROOT)),
                                        "avc1",
                                        854,
                                        480,
                                        "libx264",
                                        state))
                        .toList();
        return new LadderHealth(rungs, 2, lag, 0, skipped, errors);
    }

    private static SourceHealth source(
            SourceHealth.Video video, SourceHealth.Audio audio, long dropped, long lag) {
        return new SourceHealth(
                video,
                audio,
                (video == null ? 0 : video.bitrate()) + (audio == null ? 0 : audio.bitrate()),
                dropped,
                lag);
    }

    private static Observation of(SourceHealth source, LadderHealth ladder, Recent recent) {
        return new Observation(
                StreamStatus.ACTIVE, 60, true, source, ladder, Duration.ZERO, recent);
    }

    private static Observation of(SourceHealth source) {
        return of(source, LADDER, Recent.NOTHING);
    }

    private static Observation ofVideo(SourceHealth.Video video) {
        return of(source(video, AUDIO, 0, 0));
    }

    private static Observation ofLadder(LadderHealth ladder, Recent recent) {
        return of(source(VIDEO, AUDIO, 0, 0), ladder, recent);
    }

    private static Observation untranscoded(boolean wanted, SourceHealth source, long seconds) {
        return new Observation(
                StreamStatus.ACTIVE,
                60,
                wanted,
                source,
                null,
                Duration.ofSeconds(seconds),
                Recent.NOTHING);
    }

    static Stream<Arguments> good() {
        var all = source(VIDEO, AUDIO, 0, 0);
        return Stream.of(
                Arguments.of("healthy", of(all)),
                Arguments.of("nothing measured yet", of(null, null, Recent.NOTHING)),
                Arguments.of("keyframes at the limit", ofVideo(video(720, 30, 3_000_000, 4.0))),
                Arguments.of("no keyframe interval yet", ofVideo(video(720, 30, 3_000_000, null))),
                Arguments.of("frame rate at the limit", ofVideo(video(720, 15, 3_000_000, 2.0))),
                Arguments.of("bitrate at the limit", ofVideo(video(720, 30, 100_000, 2.0))),
                Arguments.of("a small picture", ofVideo(video(480, 30, 20_000, 2.0))),
                Arguments.of("upright", ofVideo(upright())),
                Arguments.of("highest bitrate", ofVideo(video(720, 30, 19_872_000, 2.0))),
                Arguments.of("lag at the limit", of(source(VIDEO, AUDIO, 0, 2000))),
                Arguments.of("dropped long ago", of(source(VIDEO, AUDIO, 500, 0))),
                Arguments.of("no transcoder yet", untranscoded(true, all, 10)),
                Arguments.of("no ladder wanted", untranscoded(false, all, 600)),
                Arguments.of(
                        "counters of long ago",
                        ofLadder(ladder(5000, 3, 9, State.RUNNING), Recent.NOTHING)),
                Arguments.of("a ladder without rungs", ofLadder(ladder(0, 0, 0), Recent.NOTHING)));
    }

    private static SourceHealth.Video upright() {
        return new SourceHealth.Video("avc1", 600, 1066, 30, 50_000, 2.0, false, null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void findsNothingWrong(String why, Observation seen) {
        assertThat(HealthAssessment.of(seen)).isEmpty();
        assertThat(HealthAssessment.worst(List.of())).isEqualTo(Status.GOOD);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                issue(
                        ofVideo(video(720, 30, 3_000_000, 4.01)),
                        "keyframe_interval_long warning: 4.0 s between keyframes exceed 4 s: latency grows with them"),
                issue(
                        ofVideo(video(720, 30, 3_000_000, 12.0)),
                        "keyframe_interval_long bad: 12 s between keyframes exceed 10 s: latency grows with them"),
                issue(
                        ofVideo(video(720, 12.5, 3_000_000, 2.0)),
                        "frame_rate_low warning: 12.5 frames per second are below 15"),
                issue(
                        ofVideo(video(720, 30, 99_000, 2.0)),
                        "bitrate_low warning: video of 99 kbit/s is below 100 kbit/s for 1280x720"),
                issue(
                        ofVideo(video(1080, 30, 150_000, 2.0)),
                        "bitrate_low warning: video of 150 kbit/s is below 200 kbit/s for 1920x1080"),
                issue(
                        ofVideo(video(1080, 30, 30_000_000, 2.0)),
                        "bitrate_high warning: 30.1 Mbit/s exceed 20 Mbit/s"),
                issue(
                        of(source(null, AUDIO, 0, 0)),
                        "video_missing warning: audio comes without video"),
                issue(
                        of(source(VIDEO, null, 0, 0)),
                        "audio_missing warning: video comes without audio"),
                issue(
                        of(source(VIDEO, AUDIO, 1500, 0), LADDER, new Recent(true, false, false)),
                        "media_dropped bad: 1500 ms of media were dropped since the session began, some of them in the last 60 s"),
                issue(
                        of(source(VIDEO, AUDIO, 0, 2001)),
                        "log_lag warning: media has waited 2001 ms for the log, more than 2000 ms"),
                issue(
                        of(source(VIDEO, AUDIO, 0, 12_000)),
                        "log_lag bad: media has waited 12000 ms for the log, more than 10000 ms"),
                issue(
                        untranscoded(true, source(VIDEO, AUDIO, 0, 0), 11),
                        "transcode_missing warning: no transcoder has had the stream for 11 s, more than 10 s"),
                issue(
                        ofLadder(ladder(5001, 0, 0, State.RUNNING), Recent.NOTHING),
                        "transcode_lag warning: the ladder is 5001 ms behind the source, more than 5000 ms"),
                issue(
                        ofLadder(ladder(0, 0, 0, State.SHED, State.RUNNING), Recent.NOTHING),
                        "transcode_shed warning: shed left out of the ladder: its transcoder cannot keep up"),
                issue(
                        ofLadder(ladder(0, 2, 0, State.RUNNING), new Recent(false, true, false)),
                        "transcode_skipped warning: 2 segments are missing from the ladder, some of the last 60 s: no worker survived them"),
                issue(
                        ofLadder(ladder(0, 0, 7, State.RUNNING), new Recent(false, false, true)),
                        "decode_errors warning: 7 access units could not be decoded, some of the last 60 s"));
    }

    private static Arguments issue(Observation seen, String expected) {
        return Arguments.of(seen, expected);
    }

    private static String text(Issue issue) {
        return "%s %s: %s"
                .formatted(
                        issue.code(),
                        issue.severity().name().toLowerCase(Locale.ROOT),
                        issue.message());
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void saysWhatIsWrong(Observation seen, String expected) {
        assertThat(HealthAssessment.of(seen))
                .extracting(HealthAssessmentTest::text)
                .containsExactly(expected);
    }

    @Test
    void anAudioOnlyStreamIsNotTranscoded() {
        assertThat(HealthAssessment.of(untranscoded(true, source(null, AUDIO, 0, 0), 60)))
                .extracting(Issue::code)
                .containsExactly("video_missing");
    }

    @Test
    void theWorstComesFirst() {
        var issues =
                HealthAssessment.of(
                        of(
                                source(video(1080, 5, 1000, 30.0), null, 500, 3000),
                                ladder(9000, 1, 1, State.SHED),
                                new Recent(true, true, true)));
        assertThat(issues)
                .extracting(Issue::code)
                .containsExactly(
                        "keyframe_interval_long",
                        "media_dropped",
                        "frame_rate_low",
                        "bitrate_low",
                        "audio_missing",
                        "log_lag",
                        "transcode_lag",
                        "transcode_shed",
                        "transcode_skipped",
                        "decode_errors");
        assertThat(HealthAssessment.worst(issues)).isEqualTo(Status.BAD);
        assertThat(HealthAssessment.worst(issues.subList(2, 4))).isEqualTo(Status.WARNING);
    }

    @ParameterizedTest
    @EnumSource(StreamStatus.class)
    void onlyWhatIsLiveIsJudged(StreamStatus status) {
        var seen =
                new Observation(
                        status,
                        60,
                        true,
                        source(VIDEO, null, 0, 0),
                        LADDER,
                        Duration.ofSeconds(60),
                        new Recent(true, true, true));
        var issues = HealthAssessment.of(seen);
        switch (status) {
            case ACTIVE -> assertThat(issues).hasSizeGreaterThan(3);
            case RECONNECTING ->
                    assertThat(issues)
                            .extracting(HealthAssessmentTest::text)
                            .containsExactly(
                                    "publisher_lost bad: the publisher is gone; it is waited for up to 60 s");
            case IDLE, CONNECTING, ENDED, DISABLED -> assertThat(issues).isEmpty();
        }
    }
}
