package tv.headwater.metadata.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.access.AccessFacts;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Outages;

/**
 * The ES256 keys that tokens are signed with. They are kept in the database, so that all instances and all restarts sign with the
 * same one, and looked at there every few seconds. A new key is published first, signs later, and stays valid until the last token
 * signed with it has expired.
 */
@Component
public class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    /** Valid at a time at most. */
    static final int MAX_KEYS = 8;

    /** Instances do not notice at the same time that a key is to sign no more. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final String ROWS =
            """
            select jwk, retire_at is not null as retiring, coalesce(retire_at < now(), false) as retired,
                created_at + :lead * interval '1 millisecond' < now() and not exists (
                    select 1 from outbox o where o.topic = 'playback-access' and o.key = 'key/' || kid) as known
            from signing_keys order by created_at desc, kid
            """;

    private final JdbcClient jdbc;
    private final AccessFacts facts;
    private final MetadataProperties.Tokens tokens;
    private final Duration lead;
    private final TransactionTemplate transaction;
    private volatile Keys keys;
    private boolean troubled;

    SigningKeys(
            JdbcClient jdbc,
            AccessFacts facts,
            MetadataProperties properties,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.facts = facts;
        this.tokens = properties.tokens();
        this.lead = properties.signing().lead();
        this.transaction = new TransactionTemplate(transactions);
        this.keys = locked(this::begin);
    }

    /**
     * @param retiring whether it signs no more
     * @param retired whether no token signed with it is valid any more
     * @param known whether every node has had the time to know it
     */
    private record Row(ECKey key, boolean retiring, boolean retired, boolean known) {}

    /** What there is, the newest first, and the one that signs. */
    private record Keys(ECKey signing, List<Row> rows) {

        static Keys of(List<Row> rows) {
            var current = rows.stream().filter(row -> !row.retiring()).toList();
            var signing =
                    current.stream().filter(Row::known).findFirst().orElseGet(current::getLast);
            return new Keys(signing.key(), rows);
        }

        /** Keys older than the one that signs which nobody has said so of yet. */
        List<Row> superseded() {
            return rows.stream()
                    .dropWhile(row -> !row.key().equals(signing))
                    .skip(1)
                    .filter(row -> !row.retiring())
                    .toList();
        }

        List<Row> retired() {
            return rows.stream().filter(Row::retired).toList();
        }
    }

    private Keys begin() {
        if (rows().isEmpty()) {
            make();
        }
        var rows = rows();
        // Also told where it was not, or differently: by an older version or with another issuer.
        rows.forEach(row -> facts.put(fact(row.key()), null));
        return Keys.of(rows);
    }

    private AccessFact.SigningKey fact(ECKey key) {
        return new AccessFact.SigningKey(
                key.getKeyID(), key.toPublicJWK().toJSONString(), tokens.issuer());
    }

    private <T> T locked(Supplier<T> work) {
        return Objects.requireNonNull(
                transaction.execute(_ -> {
                    facts.lock();
                    return work.get();
                }));
    }

    private List<Row> rows() {
        return jdbc.sql(ROWS).param("lead", lead.toMillis()).query((row, _) -> row(row)).list();
    }

    private static Row row(ResultSet row) throws SQLException {
        try {
            return new Row(
                    ECKey.parse(row.getString("jwk")),
                    row.getBoolean("retiring"),
                    row.getBoolean("retired"),
                    row.getBoolean("known"));
        } catch (ParseException e) {
            // the cause would repeat the key
            throw new IllegalStateException("a signing key in the database is not a JWK");
        }
    }

    private ECKey make() {
        try {
            var made =
                    new ECKeyGenerator(Curve.P_256)
                            .keyID(UUID.randomUUID().toString())
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.ES256)
                            .generate();
            jdbc.sql(
                            "insert into signing_keys (kid, jwk, created_at) values (?, ?, clock_timestamp())")
                    .param(made.getKeyID())
                    .param(made.toJSONString())
                    .update();
            return made;
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /**
     * Makes a new key, which everyone is told of at once and which signs as soon as everyone knows it.
     *
     * @return its id
     * @throws ApiProblem 409 while the newest key does not sign yet, or if there are {@link #MAX_KEYS}
     */
    String rotate() {
        var kid =
                locked(() -> {
                    var current = Keys.of(rows());
                    if (!current.signing().equals(current.rows().getFirst().key())) {
                        throw ApiProblem.conflict("the newest signing key is about to sign");
                    }
                    if (current.rows().size() >= MAX_KEYS) {
                        throw ApiProblem.conflict(
                                "%d signing keys are valid, which is the most there may be"
                                        .formatted(MAX_KEYS));
                    }
                    var made = make();
                    facts.put(fact(made), null);
                    return made.getKeyID();
                });
        refresh();
        log.info("signing key {} is new", kid);
        return kid;
    }

    @Scheduled(fixedDelayString = "${headwater.signing.refresh-interval}")
    void refresh() {
        try {
            var found = Keys.of(rows());
            if (!found.superseded().isEmpty() || !found.retired().isEmpty()) {
                found = locked(this::retire);
            }
            keys = found;
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled && Outages.isDatabaseAway(e)) {
                log.warn("looking at signing keys waits for the database: {}", Outages.reason(e));
            } else if (!troubled) {
                log.error("looking at signing keys failed and goes on", e);
            }
            troubled = true;
        }
    }

    private Keys retire() {
        var found = Keys.of(rows());
        for (var row : found.superseded()) {
            jdbc.sql(
                            """
                            update signing_keys set retire_at = now() + :kept * interval '1 millisecond'
                            where kid = :kid
                            """)
                    .param("kept", kept().toMillis())
                    .param("kid", row.key().getKeyID())
                    .update();
        }
        for (var row : found.retired()) {
            var kid = row.key().getKeyID();
            jdbc.sql("delete from signing_keys where kid = ?").param(kid).update();
            facts.remove(fact(row.key()).key());
            log.info("signing key {} is retired", kid);
        }
        return Keys.of(rows());
    }

    /** How long a token signed just now may be valid. */
    private Duration kept() {
        var playback = MetadataProperties.Playback.LONGEST;
        var longest = tokens.access().compareTo(playback) > 0 ? tokens.access() : playback;
        return longest.plus(MARGIN);
    }

    ECKey secret() {
        return keys.signing();
    }

    /** What everyone may know: all keys that tokens may be signed with. */
    public JWKSet open() {
        return new JWKSet(keys.rows().stream().<JWK>map(row -> row.key().toPublicJWK()).toList());
    }
}
