package tv.headwater.chat.access;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.PlaybackAccessTopic;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.chat.ChatProperties;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.rest.Callers;

/** Puts together who knows the callers, and which guests may come in. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    private static final PlaybackTokens.Limits PLAYBACK_TOKENS =
            new PlaybackTokens.Limits(20_000, 256);

    @Bean
    AccessFacts accessFacts() {
        return new AccessFacts();
    }

    @Bean(destroyMethod = "close")
    PlaybackAccessTopic playbackAccessTopic(ChatProperties properties, AccessFacts facts) {
        return new PlaybackAccessTopic(properties.kafka(), facts);
    }

    @Bean(destroyMethod = "close")
    PlaybackTokens playbackTokens(AccessFacts facts, Clock clock, MeterRegistry registry) {
        return new PlaybackTokens(facts, PLAYBACK_TOKENS, clock, Ticker.systemTicker(), registry);
    }

    @Bean
    Admissions admissions(RoomRules rules, PlaybackTokens tokens, PlaybackAccessTopic topic) {
        return new Admissions(rules, tokens, topic::isCaughtUp);
    }

    @Bean(destroyMethod = "close")
    NodesTopic nodes(ChatProperties properties) {
        return new NodesTopic(properties.kafka());
    }

    @Bean(destroyMethod = "close")
    ApiKeys apiKeys(ChatProperties properties, NodesTopic nodes) {
        var configured = properties.metadataUrl();
        return new ApiKeys(
                () -> configured == null ? metadata(nodes) : Optional.of(URI.create(configured)),
                Ticker.systemTicker());
    }

    @Bean(destroyMethod = "close")
    RoomsTopics roomsTopics(ChatProperties properties) {
        return new RoomsTopics(properties.kafka());
    }

    @Bean
    Callers callers(AccessFacts facts, ApiKeys apiKeys) {
        return new Bearers(new AccessTokens(facts::key), apiKeys);
    }

    private static Optional<URI> metadata(NodesTopic nodes) {
        return nodes.nodes().live(NodeRole.METADATA).stream().map(NodeStatus::baseUrl).findAny();
    }
}
