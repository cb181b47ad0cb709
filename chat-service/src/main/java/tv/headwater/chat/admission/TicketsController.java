package tv.headwater.chat.admission;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.chat.ChatProperties;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.chat.access.Rooms;
import tv.headwater.chat.access.TicketLog;
import tv.headwater.chat.message.MessageText;
import tv.headwater.chat.room.Pace;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.TicketFact;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** {@code /api/v1/live-streams/{id}/chat-tickets}. */
@Tag(name = "Chat")
@RestController
class TicketsController {

    static final Duration EXPIRES_IN = Duration.ofSeconds(30);
    private static final int TICKET_BYTES = 32;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Rooms rooms;
    private final RoomRules rules;
    private final TicketLog log;
    private final Guests guests;
    private final Clock clock;
    private final Pace pace;
    private final int ticketsPerAddress;
    private final SecureRandom random = new SecureRandom();

    TicketsController(
            Rooms rooms,
            RoomRules rules,
            TicketLog log,
            Guests guests,
            ChatProperties chat,
            Clock clock) {
        this.rooms = rooms;
        this.rules = rules;
        this.log = log;
        this.guests = guests;
        this.clock = clock;
        this.pace = new Pace(WINDOW, clock);
        this.ticketsPerAddress = chat.guests().ticketsPerAddress();
    }

    /**
     * @param nickname of a guest; accounts have their name
     * @param guestToken by which a guest is known who was here before
     */
    record NewTicket(@Nullable String nickname, @Nullable String guestToken) {

        @Override
        public String toString() {
            return "NewTicket[" + nickname + "]";
        }
    }

    /**
     * @param expiresIn seconds
     * @param guestToken what a guest is to show the next time, in any stream's room
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ticket(String ticket, long expiresIn, ChatUser user, @Nullable String guestToken) {

        @Override
        public String toString() {
            return "Ticket[" + user + "]";
        }
    }

    @Operation(
            summary = "Get a ticket for the room's WebSocket",
            description =
                    "Good once, within 30 s, as the first frame's `ticket`. Without an account's bearer"
                            + " token a guest gets one who gives a nickname, where the room lets guests speak;"
                            + " a signed stream's with a playback token, as the bearer token or in the cookie"
                            + " `hw_play`, and for as long as that is valid. 401 `playback_token_needed`"
                            + " without one, 401 `invalid_credentials` with one that is not valid, 403 with another"
                            + " stream's. A guest is"
                            + " the same person as before to the room if it shows the `guestToken` of an"
                            + " earlier answer; with none, or one that was not made here, it is somebody new.")
    @PostMapping("/api/v1/live-streams/{id}/chat-tickets")
    @ResponseStatus(HttpStatus.CREATED)
    Ticket issue(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable NewTicket request,
            @Nullable Caller caller,
            HttpServletRequest servlet) {
        var stream = rooms.stream(id);
        return caller == null
                ? ofGuest(stream.streamId(), request, servlet)
                : ticket(
                        stream.streamId(),
                        new ChatUser(
                                caller.userId().toString(),
                                cut(caller.username()),
                                rooms.role(caller, stream)),
                        null,
                        null);
    }

    private Ticket ticket(
            StreamId streamId,
            ChatUser user,
            @Nullable PlaybackSession session,
            @Nullable String guestToken) {
        var bytes = new byte[TICKET_BYTES];
        random.nextBytes(bytes);
        var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        log.append(
                new TicketFact.Issued(
                        StreamKey.sha256(ticket),
                        streamId,
                        user,
                        clock.instant().plus(EXPIRES_IN),
                        session));
        return new Ticket(ticket, EXPIRES_IN.toSeconds(), user, guestToken);
    }

    private Ticket ofGuest(
            StreamId streamId, @Nullable NewTicket request, HttpServletRequest servlet) {
        if (!rules.letsGuests(streamId)) {
            throw ApiProblem.unauthenticated();
        }
        var session = rooms.admitted(streamId, servlet);
        var address = InetAddress.ofLiteral(servlet.getRemoteAddr());
        var nickname = nickname(request == null ? null : request.nickname());
        if (!pace.allows(Guests.networkOf(address), ticketsPerAddress)) {
            throw new ApiProblem(
                    HttpStatus.TOO_MANY_REQUESTS,
                    ProblemCode.RATE_LIMITED,
                    "guests of one address have had %d tickets within %d s"
                            .formatted(ticketsPerAddress, WINDOW.toSeconds()),
                    null,
                    RETRY_AFTER);
        }
        var here = guests.address(streamId, address);
        var shown = request == null ? null : request.guestToken();
        var guest =
                Optional.ofNullable(shown)
                        .flatMap(guests::read)
                        .orElseGet(() -> guests.of(address));
        // Whoever brings a token from elsewhere to an address that is banned is banned there too.
        boolean banned = rules.ban(streamId, here, clock.instant()).isPresent();
        var counted = banned ? here : guests.address(streamId, guest);
        var user = new ChatUser(guests.id(streamId, guest, counted), nickname, ChatRole.VIEWER);
        return ticket(streamId, user, session, guests.token(guest));
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
        if (!MessageText.isSeen(name)) {
            throw new InvalidProperty("nickname", "nickname looks empty");
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
