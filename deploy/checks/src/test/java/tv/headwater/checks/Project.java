package tv.headwater.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where things are. */
final class Project {

    static final Path ROOT = root();
    static final Path CHART = ROOT.resolve("deploy/helm");
    static final Path MONITORING = ROOT.resolve("deploy/monitoring");

    static final List<String> SERVICES =
            List.of(
                    "gateway",
                    "metadata-service",
                    "ingest-service",
                    "transcode-service",
                    "packager-service",
                    "edge-service",
                    "chat-service");

    private Project() {}

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("deploy/helm/Chart.yaml"))) {
            here = here.getParent();
            if (here == null) {
                throw new IllegalStateException(
                        "not inside the repository: " + Path.of("").toAbsolutePath());
            }
        }
        return here;
    }
}
