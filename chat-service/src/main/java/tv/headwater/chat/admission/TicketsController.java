package tv.headwater.chat.admission;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.access.Rooms;
import tv.headwater.chat.access.TicketLog;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.TicketFact;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** {@code /api/v1/live-streams/{id}/chat-tickets}. */
@Tag(name = "Chat")
@RestController
class TicketsController {

    static final Duration EXPIRES_IN = Duration.ofSeconds(30);
    private static final int TICKET_BYTES = 32;

    private final Rooms rooms;
    private final RoomRules rules;
    private final TicketLog log;
    private final GuestIds guests;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    TicketsController(Rooms rooms, RoomRules rules, TicketLog log, GuestIds guests, Clock clock) {
        this.rooms = rooms;
        this.rules = rules;
        this.log = log;
        this.guests = guests;
        this.clock = clock;
    }

    /** @param nickname of a guest; accounts have their name */
    record NewTicket(@Nullable String nickname) {}

    /** @param expiresIn seconds */
    record Ticket(String ticket, long expiresIn, ChatUser user) {

        @Override
        public String toString() {
            return "Ticket[" + user + "]";
        }
    }

    @Operation(
            summary = "Get a ticket for the room's WebSocket",
            description =
                    "Good once, within 30 s, as the first frame's `ticket`. Without a bearer token a"
                            + " guest gets one who gives a nickname, where the room lets guests speak.")
    @PostMapping("/api/v1/live-streams/{id}/chat-tickets")
    @ResponseStatus(HttpStatus.CREATED)
    Ticket issue(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable NewTicket request,
            @Nullable Caller caller,
            HttpServletRequest servlet) {
        var stream = rooms.stream(id);
        var user =
                caller == null
                        ? guest(stream, request, servlet.getRemoteAddr())
                        : new ChatUser(
                                caller.userId().toString(),
                                cut(caller.username()),
                                rooms.role(caller, stream));
        var bytes = new byte[TICKET_BYTES];
        random.nextBytes(bytes);
        var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        log.append(
                new TicketFact.Issued(
                        StreamKey.sha256(ticket),
                        stream.streamId(),
                        user,
                        clock.instant().plus(EXPIRES_IN)));
        return new Ticket(ticket, EXPIRES_IN.toSeconds(), user);
    }

    private ChatUser guest(
            StreamSettings stream, @Nullable NewTicket request, String remoteAddress) {
        if (!rules.letsGuests(stream.streamId())) {
            throw ApiProblem.unauthenticated();
        }
        var nickname = nickname(request == null ? null : request.nickname());
        return new ChatUser(
                guests.of(stream.streamId(), InetAddress.ofLiteral(remoteAddress)),
                nickname,
                ChatRole.VIEWER);
    }

    private static String nickname(@Nullable String given) {
        var name = given == null ? "" : Normalizer.normalize(given, Normalizer.Form.NFC).strip();
        int length = name.codePointCount(0, name.length());
        if (length < 1 || length > ChatUser.MAX_NAME_LENGTH) {
            throw new InvalidProperty(
                    "nickname",
                    "nickname of %d characters is not in 1..%d"
                            .formatted(length, ChatUser.MAX_NAME_LENGTH));
        }
        if (!name.codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c) || " ._-".indexOf(c) >= 0)) {
            throw new InvalidProperty(
                    "nickname",
                    "nickname holds something else than letters, digits, space and ._-");
        }
        return name;
    }

    /** Names of accounts may be longer than those of a room. */
    private static String cut(String name) {
        return name.codePointCount(0, name.length()) <= ChatUser.MAX_NAME_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, ChatUser.MAX_NAME_LENGTH));
    }
}
