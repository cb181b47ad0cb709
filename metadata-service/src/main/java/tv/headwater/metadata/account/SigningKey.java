package tv.headwater.metadata.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ES256 key that tokens are signed with. It is kept in the database, so that all instances and all restarts sign with the same one;
 * read once, at the start.
 */
@Component
class SigningKey {

    /** Held while the key is looked for or made, so that two instances starting at once agree. */
    private static final long LOCK = 0x68770002L;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ECKey key;

    SigningKey(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        var found = new TransactionTemplate(transactions).execute(_ -> findOrMake());
        if (found == null) {
            throw new IllegalStateException("no signing key");
        }
        this.key = found;
    }

    private ECKey findOrMake() {
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((_, _) -> 0).list();
        return jdbc.sql("select jwk from signing_keys order by created_at desc limit 1")
                .query(String.class)
                .optional()
                .map(SigningKey::parse)
                .orElseGet(this::make);
    }

    private static ECKey parse(String jwk) {
        try {
            return ECKey.parse(jwk);
        } catch (ParseException e) {
            // the cause would repeat the key
            throw new IllegalStateException("the signing key in the database is not a JWK");
        }
    }

    private ECKey make() {
        try {
            var made =
                    new ECKeyGenerator(Curve.P_256)
                            .keyID(UUID.randomUUID().toString())
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(com.nimbusds.jose.JWSAlgorithm.ES256)
                            .generate();
            jdbc.sql("insert into signing_keys (kid, jwk, created_at) values (?, ?, ?)")
                    .param(made.getKeyID())
                    .param(made.toJSONString())
                    .param(Timestamp.from(clock.instant()))
                    .update();
            return made;
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    ECKey secret() {
        return key;
    }

    /** What everyone may know. */
    JWKSet open() {
        return new JWKSet(key.toPublicJWK());
    }
}
