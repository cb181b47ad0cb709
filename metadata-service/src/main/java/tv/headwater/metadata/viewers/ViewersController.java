package tv.headwater.metadata.viewers;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.audience.LiveViewers;
import tv.headwater.metadata.stream.Streams;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** {@code /api/v1/live-streams/{id}/viewers}. */
@Tag(name = "Live streams")
@RestController
class ViewersController {

    static final int MAX_POINTS = 1000;

    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);

    /** Clocks of callers differ. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final Streams streams;
    private final LiveViewers live;
    private final ViewerHistory history;
    private final SampleTable table;
    private final Duration kept;
    private final Clock clock;

    ViewersController(
            Streams streams,
            LiveViewers live,
            ViewerHistory history,
            SampleTable table,
            MetadataProperties properties,
            Clock clock) {
        this.streams = streams;
        this.live = live;
        this.history = history;
        this.table = table;
        this.kept = properties.retention().viewers();
        this.clock = clock;
    }

    /**
     * @param current concurrent viewers now
     * @param peak the most at the same time from {@code from} to {@code to}
     * @param series oldest first
     */
    record Viewers(int current, int peak, List<Point> series) {}

    /**
     * @param viewers the most at the same time from {@code at} to the next point
     */
    record Point(Instant at, int viewers) {}

    @Operation(
            summary = "How many watch, and watched",
            description =
                    "For its owner and admins; another's is 404. `from` and `to` are RFC 3339 times, by"
                            + " default the last hour, and at most the 30 days apart that samples are"
                            + " kept unless configured otherwise. `series` has a point for each 10 s"
                            + " with the most viewers there were at the same time, and at most 1,000"
                            + " points: over longer times each stands for more. There are none while"
                            + " nobody watches, but a zero at the begin of such a time. Each playback"
                            + " session counts once, wherever it plays.")
    @GetMapping("/api/v1/live-streams/{id}/viewers")
    Viewers get(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            Caller caller) {
        var stream = streams.owned(id, caller).id();
        var now = clock.instant();
        var end = to == null ? now : to;
        var begin = from == null ? end.minus(DEFAULT_RANGE) : from;
        var range = checkedRange(begin, end, now);
        int current = live.of(stream);
        // Rounded up, or there would be a point too many.
        var step = Duration.ofMillis(range.toMillis() / MAX_POINTS + 1);
        var series =
                table.series(stream, begin, end, step).stream()
                        .map(sample -> new Point(sample.at(), sample.viewers()))
                        .toList();
        var peak =
                Stream.of(
                                series.stream().mapToInt(Point::viewers),
                                IntStream.of(history.unwrittenPeak(stream, begin, end)),
                                IntStream.of(end.isBefore(now) || begin.isAfter(now) ? 0 : current))
                        .flatMapToInt(counts -> counts)
                        .max()
                        .orElse(0);
        return new Viewers(current, peak, series);
    }

    private Duration checkedRange(Instant from, Instant to, Instant now) {
        if (to.isAfter(now.plus(AHEAD))) {
            throw ApiProblem.invalid(
                    "to", "to is more than %d seconds ahead".formatted(AHEAD.toSeconds()));
        }
        if (from.isBefore(Instant.EPOCH) || !from.isBefore(to)) {
            throw ApiProblem.invalid("from", "from is not before to, or before 1970");
        }
        var range = Duration.between(from, to);
        if (range.compareTo(kept) > 0) {
            throw ApiProblem.invalid(
                    "from",
                    "from to to is %d seconds, at most %d"
                            .formatted(range.toSeconds(), kept.toSeconds()));
        }
        return range;
    }
}
