package tv.headwater.checks;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Helm chart, rendered by Helm itself. */
final class Chart {

    static final String RELEASE = "live";
    static final String PREFIX = RELEASE + "-headwater-";

    /** The service behind each component. */
    static final Map<String, String> SERVICES =
            Map.of(
                    "gateway", "gateway",
                    "metadata", "metadata-service",
                    "ingest", "ingest-service",
                    "transcode", "transcode-service",
                    "packager", "packager-service",
                    "edge", "edge-service",
                    "chat", "chat-service");

    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    private Chart() {}

    /** With the values of {@code src/test/resources/values/<name>.yaml}; rendered once. */
    static Manifests renderNamed(String name) {
        return RENDERED.computeIfAbsent(name, _ -> Manifests.parse(text(values(name))));
    }

    static Path values(String name) {
        return Project.ROOT.resolve("deploy/checks/src/test/resources/values/" + name + ".yaml");
    }

    /**
     * With values as YAML.
     *
     * @throws IllegalStateException where the schema or a template refuses them
     */
    static Manifests render(String values) {
        try {
            var file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                return Manifests.parse(text(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path values) {
        return new Helm(Project.CHART)
                .template()
                .withName(RELEASE)
                .withNamespace(Cluster.NAMESPACE)
                .withKubeVersion("1.30.0")
                .withValuesFile(values)
                .call();
    }
}
