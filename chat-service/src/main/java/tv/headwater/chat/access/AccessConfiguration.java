package tv.headwater.chat.access;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.URI;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.chat.ChatProperties;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.rest.Callers;

/** Puts together who knows the callers. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean(destroyMethod = "close")
    SigningKeys signingKeys(ChatProperties properties) {
        return new SigningKeys(properties.kafka());
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
    Callers callers(SigningKeys keys, ApiKeys apiKeys) {
        return new Bearers(new AccessTokens(keys::find), apiKeys);
    }

    private static Optional<URI> metadata(NodesTopic nodes) {
        return nodes.nodes().live(NodeRole.METADATA).stream().map(NodeStatus::baseUrl).findAny();
    }
}
