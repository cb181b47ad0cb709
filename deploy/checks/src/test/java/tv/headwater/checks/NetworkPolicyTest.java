package tv.headwater.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the policies let through what the architecture has, and nothing else. */
class NetworkPolicyTest {

    private static final Set<String> BETWEEN_SERVICES =
            Set.of(
                    "gateway -> metadata:8081",
                    "gateway -> edge:8090",
                    "gateway -> chat:8083",
                    "gateway -> chat:8084",
                    "ingest -> metadata:8081",
                    "chat -> metadata:8081",
                    "edge -> packager:8082");

    private static final Set<String> TO_BUNDLED =
            Set.of(
                    "gateway -> kafka:9092",
                    "metadata -> kafka:9092",
                    "ingest -> kafka:9092",
                    "transcode -> kafka:9092",
                    "packager -> kafka:9092",
                    "edge -> kafka:9092",
                    "chat -> kafka:9092",
                    "metadata -> postgresql:5432",
                    "chat -> postgresql:5432");

    @RegisterExtension static final Cluster CLUSTER = new Cluster();

    @ForEachValues
    void exactlyTheArchitecturesFlows(String values) {
        var manifests = Chart.renderNamed(values);
        var policies = policies(manifests);
        var expected = new TreeSet<>(BETWEEN_SERVICES);
        if (manifests.pods().containsKey("kafka")) {
            expected.addAll(TO_BUNDLED);
        }
        // Where anybody may come in, pods may as well: that is decided by egress, which is checked
        // with it.
        assertThat(flows(manifests.pods(), policies)).isEqualTo(expected);
    }

    @ForEachValues
    void everyPodIsClosedByDefault(String values) {
        var manifests = Chart.renderNamed(values);
        var closing = manifests.one(NetworkPolicy.class, "live-headwater").getSpec();
        assertThat(closing.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(closing.getIngress()).isNullOrEmpty();
        assertThat(closing.getEgress()).isNullOrEmpty();
        assertThat(Manifests.matching(manifests.pods(), closing.getPodSelector().getMatchLabels()))
                .containsExactlyElementsOf(manifests.pods().keySet());
    }

    @Test
    void outsidersReachWhatIsTheirsAlone() {
        var policies = policies(Chart.renderNamed("default"));
        assertThat(open(policies))
                .containsExactlyInAnyOrder("gateway:8080", "ingest:1935", "edge:8090");
        var closed = policies(Chart.renderNamed("production"));
        assertThat(open(closed)).containsExactly("edge:8090");
        assertThat(open(policies(Chart.renderNamed("edges"))))
                .containsExactlyInAnyOrder("gateway:8080", "ingest:1935", "ingest:1936");
    }

    /** What everybody may reach. */
    private static List<String> open(List<NetworkPolicy> policies) {
        return policies.stream()
                .flatMap(policy ->
                        orEmpty(policy.getSpec().getIngress()).stream()
                                .filter(rule -> orEmpty(rule.getFrom()).isEmpty())
                                .flatMap(rule -> rule.getPorts().stream())
                                .map(port ->
                                        Manifests.component(policy.getMetadata().getLabels())
                                                + ":"
                                                + number(port)))
                .toList();
    }

    @Test
    void metricsAreForMonitoringAlone() {
        for (var component : Chart.SERVICES.keySet()) {
            var management =
                    policy(Chart.renderNamed("default"), component)
                            .getSpec()
                            .getIngress()
                            .getLast();
            assertThat(management.getFrom()).hasSize(1);
            assertThat(management.getFrom().getFirst().getNamespaceSelector().getMatchLabels())
                    .containsEntry("kubernetes.io/metadata.name", "monitoring");
            var service = Chart.SERVICES.get(component);
            assertThat(management.getPorts())
                    .extracting(NetworkPolicyTest::number)
                    .containsExactly(ServiceSettings.of(service).managementPort());
        }
    }

    @Test
    void whatIsElsewhereIsReachedAtItsPorts() {
        var manifests = Chart.renderNamed("production");
        for (var component : Chart.SERVICES.keySet()) {
            var outwards =
                    policy(manifests, component).getSpec().getEgress().stream()
                            .filter(rule ->
                                    orEmpty(rule.getTo()).stream()
                                            .allMatch(peer -> peer.getPodSelector() == null))
                            .flatMap(rule -> rule.getPorts().stream())
                            .map(NetworkPolicyTest::number)
                            .toList();
            var database = component.equals("metadata") || component.equals("chat");
            var expected = new ArrayList<>(List.of(53, 53, 9093));
            if (database) {
                expected.add(5433);
            }
            if (ServiceSettings.isTraced(Chart.SERVICES.get(component))) {
                expected.add(4318);
            }
            assertThat(outwards).as(component).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static Set<String> flows(
            Map<String, PodTemplateSpec> pods, List<NetworkPolicy> policies) {
        var flows = new TreeSet<String>();
        pods.forEach((from, source) ->
                pods.forEach((to, target) -> {
                    for (var port : Manifests.container(target).getPorts()) {
                        int number = port.getContainerPort();
                        if (leaves(policies, source, target, number)
                                && enters(policies, source, target, number)) {
                            flows.add(from + " -> " + to + ":" + number);
                        }
                    }
                }));
        return flows;
    }

    private static boolean leaves(
            List<NetworkPolicy> policies, PodTemplateSpec from, PodTemplateSpec to, int port) {
        return of(policies, from)
                .flatMap(policy -> orEmpty(policy.getSpec().getEgress()).stream())
                .anyMatch(rule -> permits(rule.getTo(), to) && permits(rule.getPorts(), port));
    }

    private static boolean enters(
            List<NetworkPolicy> policies, PodTemplateSpec from, PodTemplateSpec to, int port) {
        return of(policies, to)
                .flatMap(policy -> orEmpty(policy.getSpec().getIngress()).stream())
                .anyMatch(rule -> permits(rule.getFrom(), from) && permits(rule.getPorts(), port));
    }

    private static Stream<NetworkPolicy> of(List<NetworkPolicy> policies, PodTemplateSpec pod) {
        return policies.stream()
                .filter(policy -> has(pod, policy.getSpec().getPodSelector().getMatchLabels()));
    }

    private static boolean permits(List<NetworkPolicyPeer> peers, PodTemplateSpec pod) {
        return orEmpty(peers).isEmpty()
                || peers.stream()
                        .anyMatch(peer ->
                                peer.getNamespaceSelector() == null
                                        && peer.getPodSelector() != null
                                        && has(pod, peer.getPodSelector().getMatchLabels()));
    }

    private static boolean permits(List<NetworkPolicyPort> ports, int number) {
        return orEmpty(ports).isEmpty() || ports.stream().anyMatch(port -> number(port) == number);
    }

    private static int number(NetworkPolicyPort port) {
        return port.getPort().getIntVal();
    }

    private static boolean has(PodTemplateSpec pod, Map<String, String> labels) {
        return pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    private static List<NetworkPolicy> policies(Manifests manifests) {
        return manifests.all(NetworkPolicy.class);
    }

    private static NetworkPolicy policy(Manifests manifests, String component) {
        return manifests.one(NetworkPolicy.class, Chart.PREFIX + component);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
