package tv.headwater.chat.access;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;

/** The public keys that may have signed tokens, as {@code playback-access} tells them. Safe for use by many threads. */
final class SigningKeys implements AutoCloseable {

    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final TableTopic<AccessFact> facts;

    /** Of P-256. */
    record Key(ECKey jwk, String issuer) {}

    /** Starts reading. */
    SigningKeys(KafkaSettings kafka) {
        facts =
                new TableTopic<>(
                        kafka,
                        Topics.PLAYBACK_ACCESS,
                        AccessFact.class,
                        (key, fact, at, replayed) -> on(key, fact));
    }

    private void on(String key, @Nullable AccessFact fact) {
        if (fact == null) {
            keys.remove(key);
        } else if (fact instanceof AccessFact.SigningKey signing) {
            keys.put(key, new Key(jwk(signing), signing.issuer()));
        }
    }

    private static ECKey jwk(AccessFact.SigningKey key) {
        try {
            var jwk = ECKey.parse(key.jwk());
            if (!Curve.P_256.equals(jwk.getCurve())) {
                throw new IllegalArgumentException("signing key " + key.kid() + " is not of P-256");
            }
            return jwk.toPublicJWK();
        } catch (ParseException e) {
            throw new IllegalArgumentException("signing key " + key.kid() + " is no EC key", e);
        }
    }

    @Nullable Key find(String kid) {
        return keys.get("key/" + kid);
    }

    @Override
    public void close() {
        facts.close();
    }
}
