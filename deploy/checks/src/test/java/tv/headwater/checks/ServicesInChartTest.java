package tv.headwater.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the chart gives the services what they need, by the names they know it by. */
class ServicesInChartTest {

    /** Which keys say where a service listens, by the name of the container's port. */
    private static final Map<String, Map<String, String>> PORTS =
            Map.of(
                    "gateway", Map.of("http", "server.port"),
                    "metadata", Map.of("http", "server.port"),
                    "ingest", Map.of("rtmp", "headwater.rtmp.port"),
                    "transcode", Map.of(),
                    "packager", Map.of("media", "headwater.http.port"),
                    "edge", Map.of("media", "headwater.http.port"),
                    "chat", Map.of("http", "server.port", "rooms", "headwater.socket.port"));

    /** Likewise where there is TLS, which the services have no defaults for. */
    private static final Map<String, String> TLS_PORTS =
            Map.of("media-tls", "headwater.http.tls.port", "rtmps", "headwater.rtmp.tls.port");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");

    @RegisterExtension static final Cluster CLUSTER = new Cluster();

    @ForEachValues
    void portsAndProbesAreTheServicesOwn(String values) {
        var manifests = Chart.renderNamed(values);
        var pods = manifests.pods();
        Chart.SERVICES.forEach((component, service) -> {
            var settings = ServiceSettings.of(service);
            var container = Manifests.container(pods.get(component));
            var ports = new HashSet<String>();
            for (var port : container.getPorts()) {
                ports.add(port.getName());
                if (port.getName().equals("management")) {
                    assertThat(port.getContainerPort()).isEqualTo(settings.managementPort());
                } else if (TLS_PORTS.containsKey(port.getName())) {
                    assertThat(manifests.configuration(component))
                            .containsEntry(TLS_PORTS.get(port.getName()), port.getContainerPort());
                } else {
                    assertThat(port.getContainerPort())
                            .as("%s %s", component, port.getName())
                            .isEqualTo(settings.port(PORTS.get(component).get(port.getName())));
                }
            }
            assertThat(ports).contains("management").containsAll(PORTS.get(component).keySet());

            assertThat(settings.value("management.endpoint.health.probes.enabled"))
                    .isEqualTo("true");
            assertThat(settings.value("management.endpoints.web.exposure.include"))
                    .contains("health");
            assertThat(settings.value("management.endpoint.health.group.readiness.include"))
                    .isNotBlank();
            probe(container.getStartupProbe(), "liveness");
            probe(container.getLivenessProbe(), "liveness");
            probe(container.getReadinessProbe(), "readiness");
        });
    }

    private static void probe(Probe probe, String group) {
        assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("management"));
        assertThat(probe.getHttpGet().getPath()).isEqualTo("/actuator/health/" + group);
    }

    @ForEachValues
    void configurationIsWhatTheServicesKnow(String values) {
        var manifests = Chart.renderNamed(values);
        Chart.SERVICES.forEach((component, service) -> {
            var settings = ServiceSettings.of(service);
            var configured = manifests.configuration(component);
            assertThat(configured).isNotEmpty();
            configured
                    .keySet()
                    .forEach(key ->
                            assertThat(settings.knows(key) || key.equals("spring.config.import"))
                                    .as("%s knows %s", service, key)
                                    .isTrue());
            var environment = environment(Manifests.container(manifests.pods().get(component)));
            assertThat(environment)
                    .containsEntry(
                            "SPRING_CONFIG_ADDITIONAL_LOCATION", "file:/etc/headwater/config/");
            REFERENCE
                    .matcher(configured.values().toString())
                    .results()
                    .forEach(reference -> assertThat(environment).containsKey(reference.group(1)));
        });
    }

    @ForEachValues
    void theManagementPortCanBeReached(String values) {
        var manifests = Chart.renderNamed(values);
        Chart.SERVICES.forEach((component, service) -> {
            // Boot refuses an address of its own for a management port that is the server's.
            var settings = ServiceSettings.of(service);
            var own = settings.managementPort() != settings.port("server.port");
            var configured = manifests.configuration(component);
            if (own) {
                assertThat(configured).containsEntry("management.server.address", "0.0.0.0");
            } else {
                assertThat(configured)
                        .containsEntry("server.address", "0.0.0.0")
                        .doesNotContainKey("management.server.address");
            }
        });
    }

    @ForEachValues
    void secretsAreFilesNamedAfterTheirKeys(String values) {
        var manifests = Chart.renderNamed(values);
        var databases = List.of("metadata", "chat");
        Chart.SERVICES.forEach((component, service) -> {
            var paths =
                    manifests.pods().get(component).getSpec().getVolumes().stream()
                            .filter(volume -> volume.getName().equals("secrets"))
                            .flatMap(volume -> volume.getProjected().getSources().stream())
                            .filter(source -> source.getSecret().getItems() != null)
                            .flatMap(source -> source.getSecret().getItems().stream())
                            .map(item -> item.getPath())
                            .toList();
            assertThat(paths.contains("spring.datasource.password"))
                    .isEqualTo(databases.contains(component));
            assertThat(paths.contains("headwater.admin.password"))
                    .isEqualTo(component.equals("metadata"));
            paths.forEach(
                    key -> assertThat(ServiceSettings.of(service).knows(key)).as(key).isTrue());
        });
        var text = manifests.all(ConfigMap.class).toString();
        assertThat(text).doesNotContainIgnoringCase("password");
    }

    @ForEachValues
    void whoEndsHasTheTimeItTakes(String values) {
        var manifests = Chart.renderNamed(values);
        Chart.SERVICES
                .keySet()
                .forEach(component -> {
                    var pod = manifests.pods().get(component);
                    var hook = Manifests.container(pod).getLifecycle();
                    long before = hook == null ? 0 : hook.getPreStop().getSleep().getSeconds();
                    var configured = manifests.configuration(component);
                    long phase =
                            seconds(configured.get("spring.lifecycle.timeout-per-shutdown-phase"));
                    long drain = seconds(configured.getOrDefault("headwater.node.drain", "0s"));
                    assertThat(pod.getSpec().getTerminationGracePeriodSeconds())
                            .as(component)
                            .isGreaterThan(before + Math.max(phase, drain) + 10);
                });
        var steering = seconds(ServiceSettings.of("gateway").value("headwater.steering.ttl"));
        assertThat(seconds(manifests.configuration("edge").get("headwater.node.drain")))
                .as("players are told to go elsewhere before an edge closes")
                .isGreaterThan(steering);
        var held =
                seconds(ServiceSettings.of("gateway").value("headwater.upstreams.media-timeout"));
        assertThat(
                        seconds(
                                manifests
                                        .configuration("gateway")
                                        .get("spring.lifecycle.timeout-per-shutdown-phase")))
                .as("requests that edges hold end before the gateway does")
                .isGreaterThanOrEqualTo(held);
    }

    private static long seconds(Object value) {
        var text = String.valueOf(value);
        assertThat(text).matches("[0-9]+s");
        return Long.parseLong(text.substring(0, text.length() - 1));
    }

    @Test
    void edgesHaveUrlsOfTheirOwn() {
        var manifests = Chart.renderNamed("production");
        assertThat(manifests.configuration("edge"))
                .containsEntry(
                        "headwater.node.public-url",
                        "https://edge-${POD_ORDINAL}.live.example.org");
        assertThat(manifests.configuration("gateway"))
                .containsEntry("headwater.steering.enabled", true);
        var rules = manifests.one(Ingress.class, Chart.PREFIX + "edge").getSpec().getRules();
        assertThat(rules).as("as many as autoscaling may start").hasSize(4);
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            assertThat(rules.get(ordinal).getHost())
                    .isEqualTo("edge-" + ordinal + ".live.example.org");
            var service =
                    rules.get(ordinal).getHttp().getPaths().getFirst().getBackend().getService();
            var edge = manifests.one(Service.class, service.getName()).getSpec();
            assertThat(edge.getSelector())
                    .containsEntry(
                            "statefulset.kubernetes.io/pod-name", Chart.PREFIX + "edge-" + ordinal);
            assertThat(edge.getPublishNotReadyAddresses()).as("while it drains").isTrue();
            assertThat(edge.getPorts())
                    .extracting(ServicePort::getName)
                    .contains(service.getPort().getName());
        }
        var tls = Chart.renderNamed("edges");
        assertThat(
                        tls.one(Service.class, Chart.PREFIX + "edge-2")
                                .getSpec()
                                .getPorts()
                                .getFirst()
                                .getTargetPort())
                .isEqualTo(new IntOrString("media-tls"));
        assertThat(tls.configuration("edge")).containsEntry("headwater.http.tls.port", 8453);

        assertThat(Chart.renderNamed("default").configuration("gateway"))
                .containsEntry("headwater.steering.enabled", false);
    }

    @Test
    void logsAreJsonWhereThatIsAskedFor() {
        var json = Chart.renderNamed("production").pods();
        var text = Chart.renderNamed("default").pods();
        for (var component : Chart.SERVICES.keySet()) {
            assertThat(environment(Manifests.container(json.get(component))))
                    .containsEntry("SPRING_PROFILES_ACTIVE", "json");
            assertThat(environment(Manifests.container(text.get(component))))
                    .doesNotContainKey("SPRING_PROFILES_ACTIVE");
        }
    }

    @Test
    void tracesAreSentByThoseAPublicationPasses() {
        var endpoint = "management.opentelemetry.tracing.export.otlp.endpoint";
        var sampling = "management.tracing.sampling.probability";
        var traced = Chart.renderNamed("production");
        var untraced = Chart.renderNamed("default");
        Chart.SERVICES.forEach((component, service) -> {
            assertThat(untraced.configuration(component)).doesNotContainKeys(endpoint, sampling);
            if (ServiceSettings.isTraced(service)) {
                assertThat(traced.configuration(component))
                        .containsEntry(endpoint, "http://collector.example.org:4318/v1/traces")
                        .containsEntry(sampling, 0.1);
            } else {
                assertThat(traced.configuration(component)).doesNotContainKeys(endpoint, sampling);
            }
        });
    }

    /** The profile's settings stand in a file that is named after what all services read. */
    @Test
    void everyServiceReadsWhatTheyShare() throws IOException {
        for (var service : Chart.SERVICES.values()) {
            try (var files = Files.walk(Project.ROOT.resolve(service + "/src/main/java"))) {
                var named = "spring.config.name=headwater," + service + '"';
                assertThat(files.filter(each -> each.toString().endsWith(".java")))
                        .as(service)
                        .anySatisfy(file -> assertThat(file).content().contains(named));
            }
        }
        assertThat(Project.ROOT.resolve("contract/src/main/resources/headwater-json.yml")).exists();
    }

    @Test
    void publishersReachTlsWhereThereIsACertificate() {
        var manifests = Chart.renderNamed("edges");
        var service = manifests.one(Service.class, Chart.PREFIX + "ingest").getSpec();
        assertThat(service.getPorts())
                .extracting(ServicePort::getName, ServicePort::getPort, ServicePort::getTargetPort)
                .containsExactly(
                        tuple("rtmp", 1935, new IntOrString("rtmp")),
                        tuple("rtmps", 443, new IntOrString("rtmps")));
        var pod = manifests.pods().get("ingest");
        assertThat(pod.getSpec().getVolumes())
                .anySatisfy(volume ->
                        assertThat(volume.getSecret())
                                .isNotNull()
                                .satisfies(secret ->
                                        assertThat(secret.getSecretName()).isEqualTo("rtmp-tls")));
        assertThat(Manifests.container(pod).getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/etc/headwater/tls"));
        assertThat(manifests.configuration("ingest"))
                .containsEntry("headwater.rtmp.tls.certificate", "/etc/headwater/tls/tls.crt")
                .containsEntry("headwater.rtmp.tls.private-key", "/etc/headwater/tls/tls.key")
                .containsEntry("headwater.node.public-url", "rtmps://rtmp.example.org");

        var without = Chart.renderNamed("default");
        assertThat(without.configuration("ingest")).doesNotContainKey("headwater.rtmp.tls.port");
        assertThat(without.one(Service.class, Chart.PREFIX + "ingest").getSpec().getPorts())
                .extracting(ServicePort::getName)
                .containsExactly("rtmp");
    }

    @Test
    void roomsAndHeldRequestsAreNotCutByWhoStandsInFront() {
        var manifests = Chart.renderNamed("production");
        var ingress = manifests.one(Ingress.class, Chart.PREFIX + "gateway");
        var idle =
                seconds(ServiceSettings.of("chat-service").value("headwater.socket.idle-timeout"));
        assertThat(
                        Long.parseLong(
                                ingress.getMetadata()
                                        .getAnnotations()
                                        .get("nginx.ingress.kubernetes.io/proxy-read-timeout")))
                .isGreaterThan(idle);
        var rules = manifests.one(HTTPRoute.class, Chart.PREFIX + "gateway").getSpec().getRules();
        assertThat(rules.getFirst().getMatches().getFirst().getPath().getValue())
                .isEqualTo("/chat");
        assertThat(rules.getFirst().getTimeouts().getRequest()).isEqualTo("0s");
        assertThat(seconds(rules.get(1).getTimeouts().getRequest()))
                .isGreaterThan(
                        seconds(
                                ServiceSettings.of("gateway")
                                        .value("headwater.upstreams.media-timeout")));
        for (var rule : rules) {
            var backend = rule.getBackendRefs().getFirst();
            assertThat(manifests.one(Service.class, backend.getName()).getSpec().getPorts())
                    .extracting(ServicePort::getPort)
                    .contains(backend.getPort());
        }
    }

    @Test
    void dvrLeavesRoomOnItsVolume() {
        var packager =
                Chart.renderNamed("production").one(StatefulSet.class, Chart.PREFIX + "packager");
        assertThat(
                        packager.getSpec()
                                .getVolumeClaimTemplates()
                                .getFirst()
                                .getSpec()
                                .getResources()
                                .getRequests()
                                .get("storage")
                                .getNumericalAmount()
                                .longValue())
                .isGreaterThan(180_000_000_000L);
        assertThat(Chart.renderNamed("production").configuration("packager"))
                .containsEntry("headwater.dvr.directory", "/var/lib/headwater");
        assertThat(Manifests.container(packager.getSpec().getTemplate()).getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/var/lib/headwater"));
    }

    private static Map<String, String> environment(Container container) {
        var environment = new TreeMap<String, String>();
        container
                .getEnv()
                .forEach(each ->
                        environment.put(
                                each.getName(), each.getValue() == null ? "" : each.getValue()));
        return environment;
    }
}
