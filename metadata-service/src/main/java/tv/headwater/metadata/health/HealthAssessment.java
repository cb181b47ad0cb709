package tv.headwater.metadata.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.StreamHealth.Issue;
import tv.headwater.contract.api.StreamHealth.IssueCode;
import tv.headwater.contract.api.StreamHealth.Status;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.SourceHealth;

/** What could be better about a stream. Only one that is live is judged. Pure. */
final class HealthAssessment {

    /** Seconds between keyframes: segments cannot be shorter, and players join at keyframes. */
    static final double KEYFRAME_INTERVAL_WARNING = 4;

    static final double KEYFRAME_INTERVAL_BAD = 10;

    /** Frames per second below which motion is not smooth. */
    static final double FRAME_RATE_LOW = 15;

    /** Bits per second that a picture of 720 lines and one of 1080 need at the least to be more than a still. */
    static final long BITRATE_LOW_720 = 100_000;

    static final long BITRATE_LOW_1080 = 200_000;

    /** Bits per second that few viewers can receive. */
    static final long BITRATE_HIGH = 20_000_000;

    static final Duration LOG_LAG_WARNING = Duration.ofSeconds(2);
    static final Duration LOG_LAG_BAD = Duration.ofSeconds(10);

    /** A transcoder finds a new stream, or takes over from another, in less. */
    static final Duration TRANSCODE_MISSING = Duration.ofSeconds(10);

    static final Duration TRANSCODE_LAG = Duration.ofSeconds(5);

    private static final Comparator<Issue> WORST_FIRST =
            Comparator.comparing(Issue::severity).reversed();

    private final List<Issue> issues = new ArrayList<>();

    private HealthAssessment() {}

    /** Worst first, and in the order of {@link IssueCode} where they are as bad. */
    static List<Issue> of(Observation seen) {
        var assessment = new HealthAssessment();
        switch (seen.status()) {
            case RECONNECTING -> assessment.lost(seen.reconnectWindowSeconds());
            case ACTIVE -> assessment.active(seen);
            case IDLE, CONNECTING, ENDED, DISABLED -> {}
        }
        assessment.issues.sort(WORST_FIRST);
        return List.copyOf(assessment.issues);
    }

    static Status worst(List<Issue> issues) {
        return issues.stream()
                .map(Issue::severity)
                .max(Comparator.naturalOrder())
                .orElse(Status.GOOD);
    }

    private void add(IssueCode code, Status severity, String sentence) {
        issues.add(new Issue(code.code(), severity, sentence));
    }

    private void lost(int window) {
        add(
                IssueCode.PUBLISHER_LOST,
                Status.BAD,
                "the publisher is gone; it is waited for up to %d s".formatted(window));
    }

    private void active(Observation seen) {
        var source = seen.source();
        if (source != null) {
            video(source.video());
            source(source, seen.recent());
        }
        boolean pictures = source == null || source.video() != null;
        if (seen.ladderWanted() && pictures) {
            missing(seen.withoutTranscoder());
        }
        if (seen.ladder() != null) {
            ladder(seen.ladder(), seen.recent());
        }
    }

    private void video(SourceHealth.@Nullable Video video) {
        if (video == null) {
            return;
        }
        var interval = video.keyframeIntervalSeconds();
        if (interval != null && interval > KEYFRAME_INTERVAL_WARNING) {
            boolean bad = interval > KEYFRAME_INTERVAL_BAD;
            add(
                    IssueCode.KEYFRAME_INTERVAL_LONG,
                    bad ? Status.BAD : Status.WARNING,
                    "%s s between keyframes exceed %s s: latency grows with them"
                            .formatted(
                                    number(interval),
                                    number(
                                            bad
                                                    ? KEYFRAME_INTERVAL_BAD
                                                    : KEYFRAME_INTERVAL_WARNING)));
        }
        if (video.frameRate() < FRAME_RATE_LOW) {
            add(
                    IssueCode.FRAME_RATE_LOW,
                    Status.WARNING,
                    "%s frames per second are below %s"
                            .formatted(number(video.frameRate()), number(FRAME_RATE_LOW)));
        }
        long least = leastBitrate(Math.min(video.width(), video.height()));
        if (video.bitrate() < least) {
            add(
                    IssueCode.BITRATE_LOW,
                    Status.WARNING,
                    "video of %d kbit/s is below %d kbit/s for %dx%d"
                            .formatted(
                                    video.bitrate() / 1000,
                                    least / 1000,
                                    video.width(),
                                    video.height()));
        }
    }

    private static long leastBitrate(int lines) {
        if (lines >= 1080) {
            return BITRATE_LOW_1080;
        }
        return lines >= 720 ? BITRATE_LOW_720 : 0;
    }

    private void source(SourceHealth source, Observation.Recent recent) {
        if (source.bitrate() > BITRATE_HIGH) {
            add(
                    IssueCode.BITRATE_HIGH,
                    Status.WARNING,
                    "%s Mbit/s exceed %d Mbit/s"
                            .formatted(number(source.bitrate() / 1e6), BITRATE_HIGH / 1_000_000));
        }
        if (source.video() == null && source.audio() != null) {
            add(IssueCode.VIDEO_MISSING, Status.WARNING, "audio comes without video");
        }
        if (source.audio() == null && source.video() != null) {
            add(IssueCode.AUDIO_MISSING, Status.WARNING, "video comes without audio");
        }
        if (recent.dropped()) {
            add(
                    IssueCode.MEDIA_DROPPED,
                    Status.BAD,
                    "%d ms of media were dropped since the session began, some of them in the last %d s"
                            .formatted(source.droppedMillis(), Sightings.RECENT.toSeconds()));
        }
        var lag = Duration.ofMillis(source.lagMillis());
        if (lag.compareTo(LOG_LAG_WARNING) > 0) {
            boolean bad = lag.compareTo(LOG_LAG_BAD) > 0;
            add(
                    IssueCode.LOG_LAG,
                    bad ? Status.BAD : Status.WARNING,
                    "media has waited %d ms for the log, more than %d ms"
                            .formatted(
                                    lag.toMillis(),
                                    (bad ? LOG_LAG_BAD : LOG_LAG_WARNING).toMillis()));
        }
    }

    private void missing(Duration withoutTranscoder) {
        if (withoutTranscoder.compareTo(TRANSCODE_MISSING) > 0) {
            add(
                    IssueCode.TRANSCODE_MISSING,
                    Status.WARNING,
                    "no transcoder has had the stream for %d s, more than %d s"
                            .formatted(
                                    withoutTranscoder.toSeconds(), TRANSCODE_MISSING.toSeconds()));
        }
    }

    private void ladder(LadderHealth ladder, Observation.Recent recent) {
        if (ladder.lagMillis() > TRANSCODE_LAG.toMillis()) {
            add(
                    IssueCode.TRANSCODE_LAG,
                    Status.WARNING,
                    "the ladder is %d ms behind the source, more than %d ms"
                            .formatted(ladder.lagMillis(), TRANSCODE_LAG.toMillis()));
        }
        var shed =
                ladder.rungs().stream()
                        .filter(rung -> rung.state() == LadderHealth.State.SHED)
                        .map(rung -> rung.name().value())
                        .collect(Collectors.joining(", "));
        if (!shed.isEmpty()) {
            add(
                    IssueCode.TRANSCODE_SHED,
                    Status.WARNING,
                    "%s left out of the ladder: its transcoder cannot keep up".formatted(shed));
        }
        if (recent.skipped()) {
            add(
                    IssueCode.TRANSCODE_SKIPPED,
                    Status.WARNING,
                    "%d segments are missing from the ladder, some of the last %d s: no worker survived them"
                            .formatted(ladder.skippedSegments(), Sightings.RECENT.toSeconds()));
        }
        if (recent.undecodable()) {
            add(
                    IssueCode.DECODE_ERRORS,
                    Status.WARNING,
                    "%d access units could not be decoded, some of the last %d s"
                            .formatted(ladder.decodeErrors(), Sightings.RECENT.toSeconds()));
        }
    }

    /** 4 as 4, 12.52 as 12.5. */
    private static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
