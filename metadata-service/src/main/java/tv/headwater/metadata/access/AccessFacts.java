package tv.headwater.metadata.access;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.AccessFact.StreamRevoked;
import tv.headwater.contract.access.AccessFact.TokenRevoked;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.metadata.outbox.Outbox;

/** {@code access_facts}: what changes there goes to the topic in the same transaction, a fact that goes as a tombstone. */
@Component
public class AccessFacts {

    /** Held by whoever writes, to the end of its transaction. */
    private static final long LOCK = 0x68770005L;

    private static final Logger log = LoggerFactory.getLogger(AccessFacts.class);

    private final JdbcClient jdbc;
    private final Outbox outbox;

    AccessFacts(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /** Waits until nobody else writes facts. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock() {
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((_, _) -> 0).list();
    }

    /** By the database's clock, which all instances share. */
    public Instant now() {
        return jdbc.sql("select clock_timestamp()").query(Timestamp.class).single().toInstant();
    }

    /**
     * Adds a fact, or replaces the one with its key; one that is there already is not told again. The caller has called {@link #lock}.
     *
     * @param expiresAt when it goes by itself; null for never
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void put(AccessFact fact, @Nullable Instant expiresAt) {
        var stream = stream(fact);
        int changed =
                jdbc.sql(
                                """
                                insert into access_facts (key, fact, stream_id, expires_at)
                                values (:key, :fact::jsonb, :stream, :expires)
                                on conflict (key) do update
                                set fact = excluded.fact, expires_at = excluded.expires_at
                                where access_facts.fact <> excluded.fact
                                """)
                        .param("key", fact.key())
                        .param("fact", new String(Json.write(fact), StandardCharsets.UTF_8))
                        .param("stream", stream == null ? null : stream.value(), Types.CHAR)
                        .param(
                                "expires",
                                expiresAt == null ? null : Timestamp.from(expiresAt),
                                Types.TIMESTAMP)
                        .update();
        if (changed > 0) {
            outbox.access(fact.key(), fact);
        }
    }

    private static @Nullable StreamId stream(AccessFact fact) {
        return switch (fact) {
            case AccessFact.SigningKey _ -> null;
            case TokenRevoked token -> token.streamId();
            case StreamRevoked stream -> stream.streamId();
        };
    }

    /** The caller has called {@link #lock}. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void remove(String key) {
        int removed = jdbc.sql("delete from access_facts where key = ?").param(key).update();
        if (removed > 0) {
            outbox.access(key, null);
        }
    }

    public Optional<AccessFact> find(String key) {
        return jdbc.sql("select fact::text from access_facts where key = ?")
                .param(key)
                .query((row, _) -> fact(row.getString(1)))
                .optional();
    }

    /** Keys of the tokens of a stream that are revoked one by one. */
    public List<String> revokedTokens(StreamId streamId) {
        return jdbc.sql(
                        """
                        select key from access_facts
                        where stream_id = ? and fact ->> 'type' = 'token_revoked'
                        """)
                .param(streamId.value())
                .query((row, _) -> row.getString(1))
                .list();
    }

    /**
     * Removes facts that no token can meet any more.
     *
     * @return how many, at most {@code batch}
     */
    @Transactional
    public int forget(int batch) {
        lock();
        var keys =
                jdbc.sql("select key from access_facts where expires_at < now() limit ?")
                        .param(batch)
                        .query((row, _) -> row.getString(1))
                        .list();
        keys.forEach(this::remove);
        return keys.size();
    }

    /**
     * Tells the topic what it lacks, and that signing keys are gone which are not in this database, as after a restore of an older one:
     * else they would be trusted for ever. Revocations that it has and we do not stay.
     *
     * @param told what it has, by key
     */
    @Transactional
    void tell(Map<String, AccessFact> told) {
        lock();
        var lost = new HashSet<String>();
        told.forEach((key, fact) -> {
            if (fact instanceof AccessFact.SigningKey) {
                lost.add(key);
            }
        });
        jdbc.sql("select fact::text from access_facts")
                .query((row, _) -> fact(row.getString(1)))
                .list()
                .forEach(fact -> {
                    lost.remove(fact.key());
                    if (!fact.equals(told.get(fact.key()))) {
                        outbox.access(fact.key(), fact);
                    }
                });
        for (var key : lost) {
            log.warn("{} is not in the database and is trusted no more", key);
            outbox.access(key, null);
        }
    }

    private static AccessFact fact(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), AccessFact.class);
    }
}
