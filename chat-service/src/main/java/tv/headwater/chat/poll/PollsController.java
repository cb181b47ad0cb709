package tv.headwater.chat.poll;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.chat.access.Rooms;
import tv.headwater.chat.moderation.Acts;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams/{id}/polls}. */
@Tag(name = "Polls")
@RestController
@RequestMapping("/api/v1/live-streams/{id}/polls")
class PollsController {

    private static final int MAX_OPEN = 10;

    private final Rooms rooms;
    private final PollTable table;
    private final Ballots ballots;
    private final Acts acts;
    private final Clock clock;

    PollsController(Rooms rooms, PollTable table, Ballots ballots, Acts acts, Clock clock) {
        this.rooms = rooms;
        this.table = table;
        this.ballots = ballots;
        this.acts = acts;
        this.clock = clock;
    }

    @Operation(
            summary = "Ask the room",
            description = "For moderators. 2 to 10 options; at most 10 polls are open at once.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Poll ask(@PathVariable String id, @RequestBody NewPoll request, Caller caller) {
        var streamId = rooms.moderated(id, caller);
        var now = clock.instant();
        var poll = request.checked(now);
        if (table.openIn(streamId) >= MAX_OPEN) {
            throw ApiProblem.conflict("%d polls are open already".formatted(MAX_OPEN));
        }
        var pollId = PollId.random();
        table.add(pollId, streamId, poll, caller.userId().toString(), now);
        acts.note(streamId, caller, "poll_opened", pollId.value(), "");
        return find(streamId, pollId);
    }

    @Operation(summary = "The polls", description = "Newest first, with their votes.")
    @GetMapping
    Page<Poll> list(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Nullable Caller caller,
            HttpServletRequest request) {
        var streamId = rooms.readable(id, caller, request);
        int most = Cursor.limit(limit);
        return Cursor.page(
                table.page(streamId, Cursor.of(cursor), most),
                most,
                poll -> new Cursor(poll.openedAt(), poll.id().value()).text(),
                poll -> poll);
    }

    @Operation(summary = "A poll with its votes")
    @GetMapping("/{pid}")
    Poll get(
            @PathVariable String id,
            @PathVariable String pid,
            @Nullable Caller caller,
            HttpServletRequest request) {
        return find(rooms.readable(id, caller, request), pollId(pid));
    }

    @Operation(
            summary = "Close a poll",
            description =
                    "For moderators. The votes it has then are final; doing it again is harmless.")
    @PostMapping("/{pid}/close")
    Poll close(@PathVariable String id, @PathVariable String pid, Caller caller) {
        var streamId = rooms.moderated(id, caller);
        var pollId = find(streamId, pollId(pid)).id();
        if (ballots.close(pollId).orElse(false)) {
            acts.note(streamId, caller, "poll_closed", pollId.value(), "");
        }
        return find(streamId, pollId);
    }

    private Poll find(StreamId streamId, PollId id) {
        return table.find(streamId, id).orElseThrow(() -> ApiProblem.notFound("poll"));
    }

    private static PollId pollId(String text) {
        try {
            return new PollId(text);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.notFound("poll");
        }
    }
}
