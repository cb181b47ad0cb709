package tv.headwater.chat.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.access.PlaybackTokens.Verdict;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.rest.ApiProblem;

/** Which guests a stream's room is open to: a signed stream's to those who may play it, for as long as they may. */
public final class Admissions {

    private final RoomRules rules;
    private final PlaybackTokens tokens;
    private final BooleanSupplier known;

    /** @param known whether all that tokens are checked against has been read */
    Admissions(RoomRules rules, PlaybackTokens tokens, BooleanSupplier known) {
        this.rules = rules;
        this.tokens = tokens;
        this.known = known;
    }

    /**
     * By which playback session a guest is in, as the request shows it in {@code Authorization} or in the cookie; null where none is
     * needed.
     *
     * @throws ApiProblem 401 without a valid token, 403 with another stream's, 503 while it cannot be checked
     */
    @Nullable PlaybackSession admitted(StreamId streamId, HttpServletRequest request) {
        if (!isSigned(streamId)) {
            return null;
        }
        if (!known.getAsBoolean()) {
            throw ApiProblem.unavailable("which playback tokens are valid is not known here yet");
        }
        var token = token(request).orElseThrow(Admissions::needed);
        return switch (tokens.check(token, streamId).join()) {
            case Verdict.Valid(var session) -> session;
            case Verdict.Invalid() ->
                    throw new ApiProblem(
                            HttpStatus.UNAUTHORIZED,
                            ProblemCode.INVALID_CREDENTIALS,
                            "the playback token is unknown, expired or revoked");
            case Verdict.OtherStream() ->
                    throw ApiProblem.forbidden("the playback token is for another live stream");
            case Verdict.Busy() ->
                    throw ApiProblem.unavailable("too many playback tokens wait to be checked");
        };
    }

    private static ApiProblem needed() {
        return new ApiProblem(
                HttpStatus.UNAUTHORIZED,
                ProblemCode.PLAYBACK_TOKEN_NEEDED,
                "the room of a signed live stream needs a playback token, in the header"
                        + " Authorization: Bearer or the cookie "
                        + PlaybackToken.COOKIE
                        + ", or an account");
    }

    private static Optional<String> token(HttpServletRequest request) {
        var bearer = Optional.ofNullable(Bearers.token(request)).stream();
        var cookies =
                Optional.ofNullable(request.getCookies()).stream()
                        .flatMap(Arrays::stream)
                        .filter(cookie -> cookie.getName().equals(PlaybackToken.COOKIE))
                        .map(Cookie::getValue);
        return Stream.concat(bearer, cookies).filter(PlaybackToken::isOne).findFirst();
    }

    /**
     * Whether the room is still open to a guest.
     *
     * @param session by which the guest came in; null if none was needed then
     */
    public boolean holds(StreamId streamId, @Nullable PlaybackSession session) {
        return !isSigned(streamId) || (session != null && tokens.holds(session));
    }

    private boolean isSigned(StreamId streamId) {
        return rules.stream(streamId)
                .filter(stream -> stream.playbackPolicy() == PlaybackPolicy.SIGNED)
                .isPresent();
    }
}
