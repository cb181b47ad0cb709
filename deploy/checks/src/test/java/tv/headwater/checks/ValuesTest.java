package tv.headwater.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the schema knows every value, and refuses what makes no sense. */
class ValuesTest {

    @RegisterExtension static final Cluster CLUSTER = new Cluster();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replica: 3",
                "edge: {replicas: 0}",
                "edge: {replicas: two}",
                "edge: {publicUrl: edge.example.org}",
                "edge: {publicUrl: 'https://edge.example.org', ingress: {enabled: true}, perPodService: {enabled: true}}",
                "edge: {publicUrl: 'https://edge-{ordinal}.example.org', ingress: {enabled: true}}",
                "edge: {publicUrl: 'http://edge-{ordinal}.example.org', tlsSecret: edges}",
                "gateway: {drains: 3}",
                "gateway: {service: {type: ExternalName}}",
                "gateway: {service: {port: 70000}}",
                "gateway: {route: {enabled: true}}",
                "gateway: {publicUrl: 'https://live.example.org/'}",
                "gateway: {resources: {limits: {memory: lots}}}",
                "gateway: {autoscaling: {enabled: 'yes'}}",
                "ingest: {publicUrl: 'https://example.org/live'}",
                "kafka: {bootstrapServers: 'kafka:9092'}",
                "kafka: {bundled: {enabled: false}}",
                "kafka: {bootstrapServers: 'kafka', bundled: {enabled: false}}",
                "kafka: {client: {sasl.jaas.config: secret}}",
                "postgresql: {bundled: {enabled: false}, url: 'jdbc:postgresql://db/live'}",
                "postgresql: {bundled: {enabled: false}, existingSecret: db}",
                "postgresql: {bundled: {enabled: false}, existingSecret: db, url: 'jdbc:postgresql://db/live?password=x'}",
                "packager: {autoscaling: {enabled: true}}",
                "packager: {dvr: {maxSize: 90}}",
                "transcode: {keda: {enabled: true}}",
                "transcode: {autoscaling: {enabled: true}, keda: {enabled: true, prometheus: 'http://prometheus:9090'}}",
                "networkPolicy: {gatewayFrom: [{}]}",
                "networkPolicy: {dnsTo: []}",
                "image: {tag: 'a b'}",
                "logFormat: xml",
                "tracing: {endpoint: 'collector:4318'}",
                "tracing: {endpoint: 'http://user:password@collector/v1/traces'}",
                "tracing: {sampling: 2}",
                "topologySpread: {zone: Never}"
            })
    void badValuesAreRefused(String values) {
        assertThatThrownBy(() -> Chart.render(values))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @Test
    void everyValueHasADefaultAndStandsInTheSchema() throws IOException {
        var values = Yaml.one(Files.readString(Project.CHART.resolve("values.yaml")));
        var schema = Yaml.one(Files.readString(Project.CHART.resolve("values.schema.json")));
        var known = new HashSet<>(((Map<?, ?>) schema.get("properties")).keySet());
        known.remove("global");
        assertThat(known).isEqualTo(values.keySet());
        closed("", schema);
    }

    /** Objects with properties have no others. */
    private static void closed(String where, Map<?, ?> schema) {
        if (schema.containsKey("properties") && "object".equals(schema.get("type"))) {
            assertThat(schema.get("additionalProperties"))
                    .as("additionalProperties of %s", where)
                    .isEqualTo(false);
        }
        schema.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map) {
                closed(where + "/" + key, map);
            }
        });
    }
}
