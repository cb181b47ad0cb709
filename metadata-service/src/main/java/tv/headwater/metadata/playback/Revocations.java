package tv.headwater.metadata.playback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.access.AccessFact.StreamRevoked;
import tv.headwater.contract.access.AccessFact.TokenRevoked;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.access.AccessFacts;
import tv.headwater.rest.ApiProblem;

/** Makes tokens void before their time. What is told of that is forgotten when the last token it may concern has expired. */
@Service
class Revocations {

    /** Who checks tokens lets them live a little longer, as clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Duration KEPT = MetadataProperties.Playback.LONGEST.plus(MARGIN);

    private final AccessFacts facts;
    private final int most;
    private final Counter tokens;
    private final Counter streams;

    Revocations(AccessFacts facts, MetadataProperties properties, MeterRegistry registry) {
        this.facts = facts;
        this.most = properties.tokens().playback().revokedPerStream();
        this.tokens = registry.counter("headwater.metadata.playback.tokens.revoked", "of", "token");
        this.streams =
                registry.counter("headwater.metadata.playback.tokens.revoked", "of", "stream");
    }

    /** The key of what is told of all tokens of a stream. */
    static String ofStream(StreamId streamId) {
        return "stream/" + streamId;
    }

    /**
     * @throws ApiProblem 409 if there are too many of the stream
     */
    @Transactional
    void revoke(StreamId streamId, String tokenId) {
        facts.lock();
        if (facts.find(TokenRevoked.keyOf(streamId, tokenId)).isPresent()) {
            return;
        }
        if (facts.revokedTokens(streamId).size() >= most) {
            throw ApiProblem.conflict(
                    "%d tokens of this live stream are revoked one by one, which is the most; revoke all of them"
                            .formatted(most));
        }
        // Its time stands in the token alone, which nobody keeps.
        var until = facts.now().plus(KEPT);
        facts.put(new TokenRevoked(tokenId, streamId, until), until);
        tokens.increment();
    }

    /** Those given out up to now. */
    @Transactional
    void revokeAll(StreamId streamId) {
        facts.lock();
        var now = facts.now();
        var until = now.truncatedTo(ChronoUnit.SECONDS);
        if (facts.find(ofStream(streamId)).orElse(null) instanceof StreamRevoked before
                && before.issuedUntil().isAfter(until)) {
            until = before.issuedUntil();
        }
        facts.put(new StreamRevoked(streamId, until), now.plus(KEPT));
        // These are among them.
        facts.revokedTokens(streamId).forEach(facts::remove);
        streams.increment();
    }
}
