package tv.headwater.chat.history;

import com.github.benmanes.caffeine.cache.Ticker;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.chat.access.Rooms;
import tv.headwater.chat.log.MessagesTopic;
import tv.headwater.chat.message.ServerFrame.Message;
import tv.headwater.chat.moderation.Acts;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.chat.ChatEvent.MessageDeleted;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams/{id}/messages}. */
@Tag(name = "Chat")
@RestController
@RequestMapping("/api/v1/live-streams/{id}/messages")
class MessagesController {

    private static final int MAX_BUCKETS = 500;
    private static final Duration MAX_SPAN = Duration.ofDays(31);

    /** Beyond these the database has no time. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Rooms rooms;
    private final MessageTable table;
    private final HeatMaps heatMaps;
    private final MessagesTopic topic;
    private final Acts acts;
    private final Clock clock;

    MessagesController(
            Rooms rooms, MessageTable table, MessagesTopic topic, Acts acts, Clock clock) {
        this.rooms = rooms;
        this.table = table;
        this.heatMaps = new HeatMaps(table::heat, Ticker.systemTicker());
        this.topic = topic;
        this.acts = acts;
        this.clock = clock;
    }

    /** How many messages there are to the media of each bucket; of those that have none nothing is said. */
    record HeatMap(
            Instant mediaFrom,
            Instant mediaTo,
            long bucketMillis,
            List<MessageTable.Bucket> buckets) {}

    @Operation(
            summary = "What was said",
            description =
                    "Newest first, before the id `before` if it is given; with `after` oldest first after"
                            + " that id; with `mediaFrom` and `mediaTo` what was written for those"
                            + " pictures, in their order. Of signed streams for accounts, and for guests with a"
                            + " playback token.")
    @GetMapping
    Page<Message> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable Instant mediaFrom,
            @RequestParam(required = false) @Nullable Instant mediaTo,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Nullable Caller caller,
            HttpServletRequest request) {
        var streamId = rooms.readable(id, caller, request);
        int most = Cursor.limit(limit);
        boolean media = mediaFrom != null || mediaTo != null;
        if (Stream.of(after != null, before != null, media).filter(given -> given).count() > 1) {
            throw ApiProblem.invalid("after", "after, before and mediaFrom exclude each other");
        }
        if (media) {
            return ofMedia(streamId, mediaFrom, mediaTo, cursor, most);
        }
        if (after != null) {
            long from = cursor == null ? messageId("after", after) : Cursor.number(cursor, 0);
            return page(table.after(streamId, from, most), most);
        }
        long start = before == null ? Long.MAX_VALUE : messageId("before", before);
        return page(table.before(streamId, Cursor.number(cursor, start), most), most);
    }

    private static Page<Message> page(List<Message> found, int most) {
        return Cursor.page(found, most, row -> row.id().toString(), row -> row);
    }

    private Page<Message> ofMedia(
            StreamId streamId,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String cursor,
            int most) {
        var span = span(from, to);
        var last = cursor == null ? null : Cursor.of(cursor);
        return Cursor.page(
                table.ofMedia(streamId, span.from(), span.to(), last, most),
                most,
                row ->
                        new Cursor(Objects.requireNonNull(row.mediaTime()), row.id().toString())
                                .text(),
                row -> row);
    }

    private record Span(Instant from, Instant to) {}

    private static Span span(@Nullable Instant from, @Nullable Instant to) {
        if (from == null || to == null) {
            var missing = from == null ? "mediaFrom" : "mediaTo";
            throw ApiProblem.invalid(missing, missing + " is missing");
        }
        if (from.isBefore(EARLIEST) || to.isAfter(LATEST)) {
            throw ApiProblem.invalid(
                    from.isBefore(EARLIEST) ? "mediaFrom" : "mediaTo",
                    "media is of between " + EARLIEST + " and " + LATEST);
        }
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(MAX_SPAN) > 0) {
            throw ApiProblem.invalid(
                    "mediaTo",
                    "mediaTo is not after mediaFrom by at most " + MAX_SPAN.toDays() + " days");
        }
        return new Span(from, to);
    }

    @Operation(
            summary = "Where much was said",
            description =
                    "Messages by the pictures they were written for, as they were within the last 5 s;"
                            + " empty buckets are left out. Of more than 20 minutes the ends are taken to"
                            + " whole 10 s.")
    @GetMapping("/heat-map")
    HeatMap heatMap(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Instant mediaFrom,
            @RequestParam(required = false) @Nullable Instant mediaTo,
            @RequestParam(defaultValue = "100") int buckets,
            @Nullable Caller caller,
            HttpServletRequest request) {
        var streamId = rooms.readable(id, caller, request);
        var span = span(mediaFrom, mediaTo);
        if (buckets < 1 || buckets > MAX_BUCKETS) {
            throw ApiProblem.invalid(
                    "buckets", "buckets %d is not in 1..%d".formatted(buckets, MAX_BUCKETS));
        }
        var range = HeatMaps.Range.of(streamId, span.from(), span.to(), buckets);
        return new HeatMap(range.from(), range.to(), range.step().toMillis(), heatMaps.of(range));
    }

    @Operation(
            summary = "Take a message away",
            description =
                    "For moderators. It vanishes from the room at once; doing it again is harmless.")
    @DeleteMapping("/{mid}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, @PathVariable String mid, Caller caller) {
        var streamId = rooms.moderated(id, caller);
        var messageId = new MessageId(messageId("mid", mid));
        append(
                new MessageDeleted(
                        streamId, clock.instant(), messageId, caller.userId().toString()));
        acts.note(streamId, caller, "message_deleted", messageId.toString(), "");
    }

    private void append(MessageDeleted event) {
        try {
            topic.append(event).join();
        } catch (CompletionException e) {
            throw ApiProblem.unavailable("the log does not answer; try again");
        }
    }

    private static long messageId(String parameter, String text) {
        try {
            return MessageId.of(text).value();
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid(parameter, parameter + " is not 1 to 18 decimal digits");
        }
    }
}
