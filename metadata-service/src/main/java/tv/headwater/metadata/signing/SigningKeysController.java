package tv.headwater.metadata.signing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.rest.Caller;

/** {@code /api/v1/signing-keys}. */
@Tag(name = "Auth")
@RestController
class SigningKeysController {

    private final SigningKeys keys;

    SigningKeysController(SigningKeys keys) {
        this.keys = keys;
    }

    record NewSigningKey(String kid) {}

    @Operation(
            summary = "Sign with a new key",
            description =
                    "Needs the role admin. The new key is in `/.well-known/jwks.json` at once and signs"
                            + " tokens as soon as every node knows it; the one before stays there"
                            + " until tokens signed with it have expired, which is a day for the"
                            + " longest playback tokens. 409 while the newest key does not sign yet,"
                            + " and while 8 keys are valid.")
    @PostMapping("/api/v1/signing-keys/rotate")
    @ResponseStatus(HttpStatus.CREATED)
    NewSigningKey rotate(Caller caller) {
        caller.mustBeAdmin();
        return new NewSigningKey(keys.rotate());
    }
}
