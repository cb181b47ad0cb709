package tv.headwater.metadata.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.id.NodeId;
import tv.headwater.metadata.stream.Streams;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams/{id}/sessions}. */
@Tag(name = "Live streams")
@RestController
class SessionsController {

    private final Streams streams;
    private final SessionRows sessions;

    SessionsController(Streams streams, SessionRows sessions) {
        this.streams = streams;
        this.sessions = sessions;
    }

    /**
     * @param node the ingest it came in at
     * @param endedAt absent while it runs, as is {@code reason}
     * @param bytes received from the publisher, counted at the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Session(
            long epoch,
            NodeId node,
            String remoteAddress,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable SessionEndReason reason,
            long bytes) {

        static Session of(SessionRow row) {
            return new Session(
                    row.epoch(),
                    row.node(),
                    row.remoteAddress(),
                    Objects.requireNonNullElse(row.startedAt(), row.grantedAt()),
                    row.endedAt(),
                    row.reason(),
                    row.bytes());
        }
    }

    @Operation(summary = "Publish sessions, newest first")
    @GetMapping("/api/v1/live-streams/{id}/sessions")
    Page<Session> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        var stream = streams.owned(id, caller).id();
        int size = Cursor.limit(limit);
        long before = Cursor.number(cursor, Long.MAX_VALUE);
        return Cursor.page(
                sessions.page(stream.value(), before, Limit.of(size + 1)),
                size,
                row -> String.valueOf(row.epoch()),
                Session::of);
    }
}
