package tv.headwater.metadata.timed;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.Page;
import tv.headwater.metadata.outbox.Outbox;
import tv.headwater.metadata.stream.Streams;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams/{id}/metadata}. */
@Tag(name = "Live streams")
@RestController
@RequestMapping("/api/v1/live-streams/{id}/metadata")
class MetadataController {

    /** How long the log may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Streams streams;
    private final TimedEvents events;
    private final EventTable table;
    private final Outbox outbox;

    MetadataController(Streams streams, TimedEvents events, EventTable table, Outbox outbox) {
        this.streams = streams;
        this.events = events;
        this.table = table;
        this.outbox = outbox;
    }

    @Operation(
            summary = "Tell the players of a live stream something, at a time of the stream",
            description =
                    "It is EXT-X-DATERANGE in playlists and an ID3 tag in the media. `startDate` is now"
                            + " unless given, at most an hour ahead, and not before the part of the"
                            + " stream that can still be watched. `duration` and `plannedDuration` are"
                            + " seconds; `endOnNext` needs a `class` and no `duration`. Answered with"
                            + " 201 once it is in the log. With an `id` of the caller's own,"
                            + " `[a-z0-9]{16}`, it may be asked for again, after a 503 too: it is told"
                            + " once, and the answer is 200; another event with the same `id` is 409."
                            + " Without one, what was answered with 503 may still be told later. 409"
                            + " `stream_not_live` while the stream is neither `active` nor"
                            + " `reconnecting`, 429 beyond 10 a second.")
    @PostMapping
    ResponseEntity<Event> post(@PathVariable String id, @RequestBody NewEvent asked, Caller caller)
            throws InterruptedException {
        if (!outbox.isSending()) {
            throw unavailable();
        }
        var taken = events.take(id, asked, caller);
        if (!outbox.awaitSent(taken.row().outboxId(), PATIENCE)) {
            throw unavailable();
        }
        return ResponseEntity.status(taken.fresh() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(taken.row().event());
    }

    private static ApiProblem unavailable() {
        return ApiProblem.unavailable("the log does not answer; try again with the same id");
    }

    @Operation(
            summary = "Timed metadata, newest first",
            description = "It is kept as long as events: for 90 days unless configured otherwise.")
    @GetMapping
    Page<Event> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        var stream = streams.owned(id, caller).id();
        int size = Cursor.limit(limit);
        long before = Cursor.number(cursor, Long.MAX_VALUE);
        return Cursor.page(
                table.page(stream, before, size + 1),
                size,
                row -> String.valueOf(row.sequence()),
                EventTable.Row::event);
    }
}
