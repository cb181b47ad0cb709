package tv.headwater.metadata.timed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.metadata.outbox.Outbox;
import tv.headwater.metadata.stream.StreamRow;
import tv.headwater.metadata.stream.StreamRows;
import tv.headwater.metadata.stream.Streams;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** Takes timed events in, one after the other for each stream, and hands them to the outbox in that order. */
@Service
class TimedEvents {

    /** Of one stream. */
    static final int MAX_PER_SECOND = 10;

    /** How far back a stream without DVR can be watched. */
    static final Duration LIVE_WINDOW = Duration.ofMinutes(1);

    static final Duration MAX_AHEAD = Duration.ofHours(1);

    /** Playlists list no more. */
    private static final int MAX_TOLD_AGAIN = 500;

    private final Streams streams;
    private final StreamRows rows;
    private final EventTable table;
    private final Outbox outbox;
    private final Clock clock;

    TimedEvents(Streams streams, StreamRows rows, EventTable table, Outbox outbox, Clock clock) {
        this.streams = streams;
        this.rows = rows;
        this.table = table;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param fresh whether it was not there before
     */
    record Taken(EventTable.Row row, boolean fresh) {}

    /**
     * @throws ApiProblem 404 if the stream is not there for the caller; 409 if it is not live, or has another event of this
     *     id; 429
     * @throws InvalidProperty if a value is beyond its limit
     */
    @Transactional
    Taken take(String streamId, NewEvent asked, Caller caller) {
        var stream = streams.locked(streamId, caller);
        var id = asked.id();
        var known = id == null ? null : table.find(stream.id(), id).orElse(null);
        if (known != null) {
            return repeated(asked, known);
        }
        var now = clock.instant();
        var event = asked.event(id == null ? EventId.random() : id, start(stream, asked, now));
        var lane = stream.lane();
        if (!stream.status().isLive() || lane == null) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    ProblemCode.STREAM_NOT_LIVE,
                    "the live stream is %s; timed metadata is for one that is live"
                            .formatted(stream.status().name().toLowerCase(Locale.ROOT)));
        }
        requireRate(stream, now);
        return new Taken(append(stream, lane, event, now), true);
    }

    /**
     * Tells again, in the order in which they were told, what playlists of a stream may still list and the log may soon have no more.
     *
     * @param before what was told later than that is left out
     */
    @Transactional
    void tellAgain(String streamId, Instant before) {
        rows.lock(streamId)
                .filter(stream -> stream.status().isLive())
                .ifPresent(stream -> tellAgain(stream, before));
    }

    private void tellAgain(StreamRow stream, Instant before) {
        var lane = stream.lane();
        if (lane == null) {
            return;
        }
        var from = clock.instant().minus(LIVE_WINDOW);
        var again =
                table.page(stream.id(), Long.MAX_VALUE, MAX_TOLD_AGAIN).stream()
                        .filter(row -> row.event().createdAt().isBefore(before))
                        .filter(row -> !row.event().isOverAt(from))
                        .toList()
                        .reversed();
        for (var row : again) {
            outbox.media(
                    lane,
                    TimedMetadata.of(
                                    stream.id(), stream.epoch(), row.sequence(), row.event().told())
                            .toldAgain());
        }
    }

    private static Taken repeated(NewEvent asked, EventTable.Row known) {
        var there = known.event();
        var start = Objects.requireNonNullElse(asked.startDate(), there.startDate());
        var again = asked.event(there.id(), start.truncatedTo(ChronoUnit.MILLIS));
        if (!again.equals(there.told())) {
            throw ApiProblem.conflict("there is another event with this id");
        }
        return new Taken(known, false);
    }

    private static Instant start(StreamRow stream, NewEvent asked, Instant now) {
        var start = Objects.requireNonNullElse(asked.startDate(), now);
        var back = Duration.ofSeconds(stream.spec().dvrWindowSeconds());
        var window = back.compareTo(LIVE_WINDOW) > 0 ? back : LIVE_WINDOW;
        if (start.isBefore(now.minus(window)) || start.isAfter(now.plus(MAX_AHEAD))) {
            throw new InvalidProperty(
                    "startDate",
                    "startDate is not between %d seconds ago and %d seconds ahead"
                            .formatted(window.toSeconds(), MAX_AHEAD.toSeconds()));
        }
        return start.truncatedTo(ChronoUnit.MILLIS);
    }

    private void requireRate(StreamRow stream, Instant now) {
        var second = Duration.ofSeconds(1);
        var before = table.createdBefore(stream.id(), MAX_PER_SECOND).orElse(Instant.EPOCH);
        if (before.isAfter(now.minus(second))) {
            throw new ApiProblem(
                    HttpStatus.TOO_MANY_REQUESTS,
                    ProblemCode.RATE_LIMITED,
                    "more than %d events a second for this live stream".formatted(MAX_PER_SECOND),
                    null,
                    second);
        }
    }

    private EventTable.Row append(StreamRow stream, int lane, TimedEvent event, Instant now) {
        long sequence = table.nextSequence();
        long outboxId =
                outbox.media(lane, TimedMetadata.of(stream.id(), stream.epoch(), sequence, event));
        var row = new EventTable.Row(sequence, outboxId, Event.of(event, now));
        table.add(stream.id(), row);
        return row;
    }
}
