package tv.headwater.checks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a chart renders, read strictly: an unknown field, a wrong type or an unknown kind is an error. */
record Manifests(List<Object> objects) {

    private static final Map<String, Class<?>> KINDS =
            Map.ofEntries(
                    Map.entry("v1/ConfigMap", ConfigMap.class),
                    Map.entry("v1/Secret", Secret.class),
                    Map.entry("v1/Service", Service.class),
                    Map.entry("v1/ServiceAccount", ServiceAccount.class),
                    Map.entry("apps/v1/Deployment", Deployment.class),
                    Map.entry("apps/v1/StatefulSet", StatefulSet.class),
                    Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
                    Map.entry(
                            "autoscaling/v2/HorizontalPodAutoscaler",
                            HorizontalPodAutoscaler.class),
                    Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
                    Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
                    Map.entry("gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class),
                    Map.entry("keda.sh/v1alpha1/ScaledObject", ScaledObject.class),
                    Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class));

    private static final ObjectMapper STRICT = strict();

    private static ObjectMapper strict() {
        var mapper =
                JsonMapper.builder()
                        .addModule(new JavaTimeModule())
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .annotationIntrospector(new NothingUnknown())
                        .build();
        for (var shape :
                List.of(
                        CoercionInputShape.Integer,
                        CoercionInputShape.Float,
                        CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** The models keep fields that they do not know; here there are to be none. */
    private static final class NothingUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    static Manifests parse(String yaml) {
        return new Manifests(Yaml.all(yaml).stream().map(Manifests::strict).toList());
    }

    static Object strict(Map<String, Object> manifest) {
        var kind = manifest.get("apiVersion") + "/" + manifest.get("kind");
        var type = KINDS.get(kind);
        if (type == null) {
            throw new AssertionError("no model of " + kind);
        }
        try {
            return STRICT.convertValue(manifest, type);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(
                    kind + " " + manifest.get("metadata") + ": " + e.getMessage(), e);
        }
    }

    <T> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> type, String name) {
        return find(type, name)
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return all(type).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findAny();
    }

    /** Pod templates by component. */
    Map<String, PodTemplateSpec> pods() {
        var pods = new TreeMap<String, PodTemplateSpec>();
        var templates = new ArrayList<PodTemplateSpec>();
        all(Deployment.class).forEach(each -> templates.add(each.getSpec().getTemplate()));
        all(StatefulSet.class).forEach(each -> templates.add(each.getSpec().getTemplate()));
        templates.forEach(each -> pods.put(component(each.getMetadata().getLabels()), each));
        return pods;
    }

    static String component(Map<String, String> labels) {
        return labels.get("app.kubernetes.io/component");
    }

    /** What a service gets as its {@code <service>.yml}, by dotted keys. */
    Map<String, Object> configuration(String component) {
        var data = one(ConfigMap.class, Chart.PREFIX + component).getData();
        var file = data.get(Chart.SERVICES.get(component) + ".yml");
        if (file == null || data.size() > 1) {
            throw new AssertionError("files of " + component + ": " + data.keySet());
        }
        return Yaml.flat(Yaml.one(file));
    }

    /** The only container of a pod. */
    static Container container(PodTemplateSpec pod) {
        var containers = pod.getSpec().getContainers();
        if (containers.size() != 1) {
            throw new AssertionError(containers.size() + " containers");
        }
        return containers.getFirst();
    }

    /** The components whose pods have all of {@code labels}. */
    static List<String> matching(Map<String, PodTemplateSpec> pods, Map<String, String> labels) {
        return pods.entrySet().stream()
                .filter(pod ->
                        pod.getValue()
                                .getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(labels.entrySet()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
