package tv.headwater.metadata.playback;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.metadata.web.Secret;
import tv.headwater.rest.ApiProblem;

/** {@code /api/v1/playback-session}: a playback token as a cookie, for players that can set no header. */
@Tag(name = "Playback")
@SecurityRequirements
@RestController
@RequestMapping("/api/v1/playback-session")
class PlaybackSessionController {

    private final PlaybackTokens tokens;
    private final Clock clock;

    PlaybackSessionController(PlaybackTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    record NewPlaybackSession(@Nullable Secret token) {}

    @Operation(
            summary = "Watch with a playback token as a cookie",
            description =
                    "Sets the cookie `hw_play`, which scripts cannot read and which lasts as long as"
                            + " the token. 401 `invalid_credentials` if the token is not valid.")
    @PostMapping
    ResponseEntity<Void> begin(@RequestBody NewPlaybackSession request, HttpServletRequest http) {
        var token = Secret.text(request.token());
        if (token == null) {
            throw new InvalidProperty("token", "token is missing");
        }
        return session(token, http);
    }

    @Operation(
            summary = "The same, by a link",
            description =
                    "`POST` is to be preferred: what stands in a query is easily kept where it should"
                            + " not be, such as in a browser's history.")
    @GetMapping
    ResponseEntity<Void> beginByLink(@RequestParam String token, HttpServletRequest http) {
        return session(token, http);
    }

    private ResponseEntity<Void> session(String token, HttpServletRequest http) {
        var checked =
                tokens.check(token)
                        .orElseThrow(() ->
                                new ApiProblem(
                                        HttpStatus.UNAUTHORIZED,
                                        ProblemCode.INVALID_CREDENTIALS,
                                        "the playback token is unknown, expired or revoked"));
        return answer(token, Duration.between(clock.instant(), checked.expiresAt()), http);
    }

    @Operation(summary = "Watch no longer: the cookie goes")
    @DeleteMapping
    ResponseEntity<Void> end(HttpServletRequest http) {
        return answer("", Duration.ZERO, http);
    }

    private static ResponseEntity<Void> answer(
            String value, Duration maxAge, HttpServletRequest http) {
        var cookie =
                ResponseCookie.from(PlaybackToken.COOKIE, value)
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(http.isSecure())
                        // a negative one would make it last as long as the browser
                        .maxAge(maxAge.isNegative() ? Duration.ZERO : maxAge)
                        .build();
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
