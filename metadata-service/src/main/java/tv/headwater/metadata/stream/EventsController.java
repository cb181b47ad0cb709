package tv.headwater.metadata.stream;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams/{id}/events}. */
@Tag(name = "Live streams")
@RestController
class EventsController {

    private final Streams streams;
    private final EventRows events;

    EventsController(Streams streams, EventRows events) {
        this.streams = streams;
        this.events = events;
    }

    /**
     * @param seq counts up by one within a stream
     * @param type such as {@code live_stream.active}
     */
    record Event(
            long seq, String type, StreamId streamId, Instant at, Map<String, Object> detail) {}

    @Operation(
            summary = "What happened, oldest first",
            description =
                    "Starts behind the event numbered `after`. `nextCursor`, where there is more, is"
                            + " the next `after`. Events are kept for 90 days unless configured"
                            + " otherwise. `live_stream.warning` tells that an issue of the stream's"
                            + " health began or ended: `detail` has `state` (`begun`, `ended`),"
                            + " `code`, `severity` and `message` as they were at its beginning, and"
                            + " at the end `since`.")
    @GetMapping("/api/v1/live-streams/{id}/events")
    Page<Event> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        var stream = streams.owned(id, caller).id();
        int size = Cursor.limit(limit);
        if (after != null && !after.matches("\\d{1,18}")) {
            throw ApiProblem.invalid("after", "after is not an event's seq");
        }
        long from = Cursor.number(cursor == null ? after : cursor, 0);
        return Cursor.page(
                events.after(stream.value(), from, Limit.of(size + 1)),
                size,
                event -> String.valueOf(event.seq()),
                event -> new Event(event.seq(), event.type(), stream, event.at(), event.detail()));
    }
}
