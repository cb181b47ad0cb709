package tv.headwater.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether what the chart renders is what Kubernetes takes, and hangs together. */
class ChartTest {

    @RegisterExtension static final Cluster CLUSTER = new Cluster();

    @Test
    void lints() {
        var result = new Helm(Project.CHART).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ForEachValues
    void everyManifestIsWhatKubernetesTakes(String values) {
        var manifests = Chart.renderNamed(values);
        assertThat(manifests.pods().keySet()).containsAll(Chart.SERVICES.keySet());
        var names = new HashSet<String>();
        for (var each : manifests.objects()) {
            if (each instanceof HasMetadata object) {
                var meta = object.getMetadata();
                assertThat(names.add(object.getKind() + "/" + meta.getName()))
                        .as("%s %s is there once", object.getKind(), meta.getName())
                        .isTrue();
                assertThat(meta.getName()).hasSizeLessThanOrEqualTo(63);
                assertThat(meta.getLabels())
                        .containsEntry("app.kubernetes.io/instance", Chart.RELEASE);
            }
        }
    }

    @ForEachValues
    void podsAreRestricted(String values) {
        Chart.renderNamed(values)
                .pods()
                .forEach((component, pod) -> {
                    var spec = pod.getSpec();
                    assertThat(spec.getAutomountServiceAccountToken()).isFalse();
                    assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
                    assertThat(spec.getSecurityContext().getSeccompProfile().getType())
                            .isEqualTo("RuntimeDefault");
                    assertThat(spec.getSecurityContext().getRunAsUser())
                            .isEqualTo(
                                    switch (component) {
                                        case "kafka" -> 1000L;
                                        case "postgresql" -> 999L;
                                        default -> 10001L;
                                    });
                    var container = Manifests.container(pod);
                    var security = container.getSecurityContext();
                    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                    assertThat(security.getReadOnlyRootFilesystem())
                            .isEqualTo(!component.equals("kafka"));
                    assertThat(container.getResources().getRequests())
                            .containsKeys("cpu", "memory");
                    assertThat(container.getResources().getLimits()).containsKey("memory");
                    for (var volume : spec.getVolumes()) {
                        assertThat(volume.getHostPath()).isNull();
                    }
                    var volumes = spec.getVolumes().stream().map(each -> each.getName()).toList();
                    for (var mount : container.getVolumeMounts()) {
                        if (!List.of("dvr", "data").contains(mount.getName())) {
                            assertThat(volumes).contains(mount.getName());
                        }
                    }
                });
    }

    @ForEachValues
    void selectorsFindTheirPodsAndNoOthers(String values) {
        var manifests = Chart.renderNamed(values);
        var pods = manifests.pods();
        for (var each : manifests.all(Deployment.class)) {
            assertThat(found(pods, each.getSpec().getSelector())).containsExactly(component(each));
        }
        for (var each : manifests.all(StatefulSet.class)) {
            assertThat(found(pods, each.getSpec().getSelector())).containsExactly(component(each));
            assertThat(
                            manifests
                                    .one(Service.class, each.getSpec().getServiceName())
                                    .getSpec()
                                    .getClusterIP())
                    .isEqualTo("None");
        }
        for (var each : manifests.all(PodDisruptionBudget.class)) {
            assertThat(found(pods, each.getSpec().getSelector())).containsExactly(component(each));
            assertThat(each.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
        }
        for (var each : manifests.all(Service.class)) {
            var selector = new TreeMap<>(each.getSpec().getSelector());
            var pod = selector.remove("statefulset.kubernetes.io/pod-name");
            if (pod != null) {
                assertThat(pod).matches(Chart.PREFIX + "edge-[0-9]+");
            }
            var matching = Manifests.matching(pods, selector);
            assertThat(matching)
                    .as("%s", each.getMetadata().getName())
                    .containsExactly(component(each));
            for (var port : each.getSpec().getPorts()) {
                assertThat(portNames(pods.get(matching.getFirst())))
                        .contains(port.getTargetPort().getStrVal());
            }
        }
        pods.forEach((component, pod) -> {
            for (var spread : orEmpty(pod.getSpec().getTopologySpreadConstraints())) {
                assertThat(found(pods, spread.getLabelSelector())).containsExactly(component);
            }
        });
        for (var each : manifests.all(ServiceMonitor.class)) {
            var monitored =
                    manifests.all(Service.class).stream()
                            .filter(service ->
                                    service.getMetadata()
                                            .getLabels()
                                            .entrySet()
                                            .containsAll(
                                                    each.spec()
                                                            .selector()
                                                            .getMatchLabels()
                                                            .entrySet()))
                            .toList();
            assertThat(monitored.stream().map(ChartTest::component))
                    .containsExactlyInAnyOrderElementsOf(Chart.SERVICES.keySet());
            assertThat(monitored)
                    .allSatisfy(service ->
                            assertThat(service.getSpec().getPorts())
                                    .extracting(ServicePort::getName)
                                    .contains(each.spec().endpoints().getFirst().port()));
        }
    }

    @Test
    void imagesAreOfOneName() {
        var version = "0.1.0-SNAPSHOT";
        var plain = Chart.renderNamed("default").pods();
        Chart.SERVICES.forEach((component, service) ->
                assertThat(Manifests.container(plain.get(component)).getImage())
                        .isEqualTo("headwater/" + service + ":" + version));
        var named = Chart.renderNamed("production").pods();
        Chart.SERVICES.forEach((component, service) ->
                assertThat(Manifests.container(named.get(component)).getImage())
                        .isEqualTo(
                                "registry.example.org/streaming/headwater/" + service + ":1.2.3"));
        assertThat(Project.SERVICES).containsExactlyInAnyOrderElementsOf(Chart.SERVICES.values());
    }

    @Test
    void generatedSecretsStayWhatTheyAre() {
        var first = Chart.render("{}").one(Secret.class, Chart.PREFIX + "admin");
        assertThat(first.getData().get("password")).hasSize(44);
        CLUSTER.keep(Chart.PREFIX + "admin", "a2VwdA==");
        var second = Chart.render("{}").one(Secret.class, Chart.PREFIX + "admin");
        assertThat(second.getData()).containsEntry("password", "a2VwdA==");
        assertThat(Chart.renderNamed("production").all(Secret.class)).isEmpty();
    }

    @Test
    void scalersFindWhatTheyScale() {
        var manifests = Chart.renderNamed("production");
        var scalers = manifests.all(HorizontalPodAutoscaler.class);
        assertThat(scalers).hasSize(5);
        for (var each : scalers) {
            var target = each.getSpec().getScaleTargetRef();
            scales(manifests, target.getKind(), target.getName());
        }
        var keda = manifests.all(ScaledObject.class).getFirst();
        scales(manifests, keda.spec().scaleTargetRef().kind(), keda.spec().scaleTargetRef().name());
        var exported = Meters.exported();
        for (var trigger : keda.spec().triggers()) {
            assertThat(exported).containsAll(PromQl.metrics(trigger.metadata().get("query")));
        }
        var ingest = manifests.one(HorizontalPodAutoscaler.class, Chart.PREFIX + "ingest");
        assertThat(ingest.getSpec().getBehavior().getScaleDown().getSelectPolicy())
                .isEqualTo("Disabled");
    }

    private static void scales(Manifests manifests, String kind, String name) {
        var replicas =
                kind.equals("Deployment")
                        ? manifests.one(Deployment.class, name).getSpec().getReplicas()
                        : manifests.one(StatefulSet.class, name).getSpec().getReplicas();
        assertThat(replicas).as("%s is its scaler's to say", name).isNull();
    }

    @Test
    void aLongReleaseNameLeavesRoomForNodeIds() {
        var name = "a-release-whose-name-is-as-long-as-helm-lets-it-be-00";
        var text =
                new Helm(Project.CHART)
                        .template()
                        .withName(name)
                        .withNamespace(Cluster.NAMESPACE)
                        .withKubeVersion("1.30.0")
                        .call();
        var manifests = Manifests.parse(text);
        Stream.<HasMetadata>concat(
                        manifests.all(Deployment.class).stream(),
                        manifests.all(StatefulSet.class).stream())
                .filter(each -> Chart.SERVICES.containsKey(component(each)))
                .map(each -> each.getMetadata().getName())
                .forEach(each ->
                        assertThat(each + "-1234567890-12345").hasSizeLessThanOrEqualTo(63));
    }

    private static List<String> portNames(PodTemplateSpec pod) {
        return Manifests.container(pod).getPorts().stream().map(each -> each.getName()).toList();
    }

    private static String component(HasMetadata object) {
        return Manifests.component(object.getMetadata().getLabels());
    }

    private static List<String> found(Map<String, PodTemplateSpec> pods, LabelSelector selector) {
        return Manifests.matching(pods, selector.getMatchLabels());
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
