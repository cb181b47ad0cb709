package tv.headwater.chat.moderation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.access.Rooms;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.chat.BanScope;
import tv.headwater.contract.chat.ChatRule.Banned;
import tv.headwater.contract.chat.ChatRule.Moderator;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/live-streams/{id}/bans}, {@code /moderators} and {@code /moderation-log}. */
@Tag(name = "Moderation")
@RestController
@RequestMapping("/api/v1/live-streams/{id}")
class ModerationController {

    private static final int MAX_SECONDS = 365 * 24 * 3600;
    private static final int MAX_MODERATORS = 200;

    private final Rooms rooms;
    private final RoomRules rules;
    private final Bans bans;
    private final Acts acts;
    private final ActTable table;
    private final Clock clock;

    ModerationController(Rooms rooms, RoomRules rules, Acts acts, ActTable table, Clock clock) {
        this.rooms = rooms;
        this.rules = rules;
        this.bans = new Bans(rules, clock);
        this.acts = acts;
        this.table = table;
        this.clock = clock;
    }

    /**
     * @param seconds for which it holds; for ever without
     * @param name by which moderators know the user
     * @param scope of a guest's; {@code address} without
     */
    record NewBan(
            @Nullable String userId,
            @Nullable Integer seconds,
            @Nullable String name,
            @Nullable BanScope scope) {}

    /** @param name by which the broadcaster knows the user */
    record NewModerator(@Nullable String name) {}

    @Operation(
            summary = "Ban a user or guest",
            description =
                    "For moderators. Its messages are refused; 409 for who keeps order itself. The ban of"
                            + " a guest hits all guests of its address, or with `scope` `guest` it alone,"
                            + " until it forgets its `guestToken`.")
    @PostMapping("/bans")
    @ResponseStatus(HttpStatus.CREATED)
    Banned ban(@PathVariable String id, @RequestBody NewBan request, Caller caller) {
        var streamId = rooms.moderated(id, caller);
        var userId = userId(request.userId());
        var seconds = request.seconds();
        var scope = scope(request.scope(), userId);
        if (seconds != null && (seconds < 1 || seconds > MAX_SECONDS)) {
            throw new InvalidProperty(
                    "seconds", "seconds %d is not in 1..%d".formatted(seconds, MAX_SECONDS));
        }
        if (rules.isModerator(streamId, userId) || isOwner(rooms.stream(id), userId)) {
            throw ApiProblem.conflict("this user keeps order here itself");
        }
        var now = clock.instant();
        Instant until = seconds == null ? null : now.plusSeconds(seconds);
        var ban =
                new Banned(
                        streamId,
                        userId,
                        name(request.name(), userId),
                        until,
                        caller.userId().toString(),
                        now,
                        scope);
        bans.add(ban);
        acts.note(streamId, caller, "user_banned", userId, until == null ? "" : "until " + until);
        return ban;
    }

    @Operation(summary = "The bans that hold", description = "For moderators. At most 5,000.")
    @GetMapping("/bans")
    Page<Banned> bans(@PathVariable String id, Caller caller) {
        return new Page<>(
                bans.holding(rooms.moderated(id, caller)).stream()
                        .sorted(Comparator.comparing(Banned::at).reversed())
                        .toList(),
                null);
    }

    @Operation(summary = "End a ban", description = "For moderators.")
    @DeleteMapping("/bans/{userId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unban(@PathVariable String id, @PathVariable String userId, Caller caller) {
        var streamId = rooms.moderated(id, caller);
        if (rules.bans(streamId).stream().noneMatch(ban -> ban.userId().equals(userId))) {
            throw ApiProblem.notFound("ban");
        }
        rules.remove(Banned.keyOf(streamId, userId));
        acts.note(streamId, caller, "user_unbanned", userId, "");
    }

    @Operation(summary = "Name a moderator", description = "For the broadcaster. An account's id.")
    @PutMapping("/moderators/{userId}")
    Moderator name(
            @PathVariable String id,
            @PathVariable String userId,
            @RequestBody(required = false) @Nullable NewModerator request,
            Caller caller) {
        var streamId = rooms.owned(id, caller).streamId();
        var known = userId(userId);
        if (ChatUser.isGuest(known)) {
            throw new InvalidProperty(
                    "userId", "userId is a guest's, and moderators have accounts");
        }
        if (rules.moderators(streamId).size() >= MAX_MODERATORS) {
            throw ApiProblem.conflict("there are %d moderators already".formatted(MAX_MODERATORS));
        }
        var moderator =
                new Moderator(
                        streamId,
                        known,
                        name(request == null ? null : request.name(), known),
                        caller.userId().toString(),
                        clock.instant());
        rules.put(moderator);
        acts.note(streamId, caller, "moderator_named", known, "");
        return moderator;
    }

    @Operation(summary = "The moderators", description = "For moderators. At most 200.")
    @GetMapping("/moderators")
    Page<Moderator> moderators(@PathVariable String id, Caller caller) {
        return new Page<>(
                rules.moderators(rooms.moderated(id, caller)).stream()
                        .sorted(Comparator.comparing(Moderator::at))
                        .toList(),
                null);
    }

    @Operation(summary = "Dismiss a moderator", description = "For the broadcaster.")
    @DeleteMapping("/moderators/{userId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void dismiss(@PathVariable String id, @PathVariable String userId, Caller caller) {
        StreamId streamId = rooms.owned(id, caller).streamId();
        if (!rules.isModerator(streamId, userId)) {
            throw ApiProblem.notFound("moderator");
        }
        rules.remove(Moderator.keyOf(streamId, userId));
        acts.note(streamId, caller, "moderator_dismissed", userId, "");
    }

    @Operation(summary = "What moderators did", description = "For moderators. Newest first.")
    @GetMapping("/moderation-log")
    Page<Act> log(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        var streamId = rooms.moderated(id, caller);
        int most = Cursor.limit(limit);
        return Cursor.page(
                table.page(streamId, Cursor.of(cursor), most),
                most,
                act -> new Cursor(act.at(), act.id().toString()).text(),
                act -> act);
    }

    private static boolean isOwner(StreamSettings stream, String userId) {
        return stream.owner() != null && stream.owner().toString().equals(userId);
    }

    private static @Nullable BanScope scope(@Nullable BanScope given, String userId) {
        if (ChatUser.isGuest(userId)) {
            return given == null ? BanScope.ADDRESS : given;
        }
        if (given != null) {
            throw new InvalidProperty("scope", "scope is for guests, and userId is an account's");
        }
        return null;
    }

    private static String userId(@Nullable String id) {
        if (id == null || !ChatUser.isValidId(id)) {
            throw new InvalidProperty("userId", "userId is not 1 to 64 characters of [a-z0-9-]");
        }
        return id;
    }

    private static String name(@Nullable String name, String otherwise) {
        var text = name == null || name.isBlank() ? otherwise : name.strip();
        int length = text.codePointCount(0, text.length());
        if (name != null && length > ChatUser.MAX_NAME_LENGTH) {
            throw new InvalidProperty(
                    "name",
                    "name of %d characters is not in 1..%d"
                            .formatted(length, ChatUser.MAX_NAME_LENGTH));
        }
        return text;
    }
}
