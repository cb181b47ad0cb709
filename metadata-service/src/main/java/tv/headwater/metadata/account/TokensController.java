package tv.headwater.metadata.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.metadata.signing.SigningKeys;
import tv.headwater.metadata.web.Secret;

/** {@code /api/v1/auth} and {@code /.well-known/jwks.json}. */
@Tag(name = "Auth")
@SecurityRequirements
@RestController
class TokensController {

    private static final int MAX_LENGTH = 200;

    private final Logins logins;
    private final AccessTokens accessTokens;
    private final SigningKeys signingKeys;

    TokensController(Logins logins, AccessTokens accessTokens, SigningKeys signingKeys) {
        this.logins = logins;
        this.accessTokens = accessTokens;
        this.signingKeys = signingKeys;
    }

    record TokenRequest(@Nullable String username, @Nullable Secret password) {}

    record RefreshRequest(@Nullable Secret refreshToken) {}

    /**
     * @param expiresIn seconds the access token lives
     */
    record TokenResponse(
            String accessToken, String refreshToken, String tokenType, long expiresIn) {
        @Override
        public String toString() {
            return "TokenResponse[***]";
        }
    }

    @Operation(
            summary = "Log in",
            description =
                    "401 `invalid_credentials`; 429 `rate_limited` with Retry-After after too many"
                            + " attempts for a user name from an address.")
    @PostMapping("/api/v1/auth/token")
    ResponseEntity<TokenResponse> token(
            @RequestBody TokenRequest request, HttpServletRequest http) {
        return answer(
                logins.logIn(
                        required("username", request.username()),
                        required("password", Secret.text(request.password())),
                        http.getRemoteAddr()));
    }

    @Operation(
            summary = "New tokens for a refresh token",
            description =
                    "A refresh token works once. Using it again revokes every token that followed"
                            + " from the same log-in, unless that is at once (30 s) and nobody has used"
                            + " what it gave before, which then is void: the answer may have been lost.")
    @PostMapping("/api/v1/auth/refresh")
    ResponseEntity<TokenResponse> refresh(@RequestBody RefreshRequest request) {
        return answer(
                logins.refresh(required("refreshToken", Secret.text(request.refreshToken()))));
    }

    @Operation(
            summary = "Log out",
            description =
                    "Revokes the refresh token, and every one that belongs to the same log-in. Access"
                            + " tokens live on for as long as they do. 204 for any other token too.")
    @PostMapping("/api/v1/auth/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(@RequestBody RefreshRequest request) {
        logins.logOut(required("refreshToken", Secret.text(request.refreshToken())));
    }

    private ResponseEntity<TokenResponse> answer(Logins.Tokens tokens) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(
                        new TokenResponse(
                                tokens.accessToken(),
                                tokens.refreshToken(),
                                "Bearer",
                                accessTokens.expiresInSeconds()));
    }

    @Operation(summary = "The public keys that tokens are signed with (RFC 7517)")
    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(java.time.Duration.ofSeconds(60)).cachePublic())
                .body(signingKeys.open().toJSONObject(true));
    }

    private static String required(String property, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new InvalidProperty(property, property + " is missing");
        }
        if (value.length() > MAX_LENGTH) {
            throw new InvalidProperty(
                    property,
                    "%s of %d characters exceeds %d"
                            .formatted(property, value.length(), MAX_LENGTH));
        }
        return value;
    }
}
