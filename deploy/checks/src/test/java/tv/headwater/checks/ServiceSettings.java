package tv.headwater.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A service's own configuration: every key with its default, and those of tracing where it has them. */
record ServiceSettings(String service, Map<String, Object> defaults) {

    /** Keys that the file only tells of in comments. */
    private static final Set<String> OPTIONAL =
            Set.of(
                    "headwater.http.tls.port",
                    "headwater.http.tls.certificate",
                    "headwater.http.tls.private-key",
                    "headwater.rtmp.tls.port",
                    "headwater.rtmp.tls.certificate",
                    "headwater.rtmp.tls.private-key",
                    "headwater.worker.library-cache",
                    "headwater.worker.directory");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]+)}");

    static ServiceSettings of(String service) {
        var file = Project.ROOT.resolve(service + "/src/main/resources/" + service + ".yml");
        try {
            var defaults = new TreeMap<String, Object>();
            if (isTraced(service)) {
                var shared = Project.ROOT.resolve("tracing/src/main/resources/headwater.yml");
                defaults.putAll(Yaml.flat(Yaml.one(Files.readString(shared))));
            }
            defaults.putAll(Yaml.flat(Yaml.one(Files.readString(file))));
            return new ServiceSettings(service, defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a publication passes the service. */
    static boolean isTraced(String service) {
        try {
            return Files.readString(Project.ROOT.resolve(service + "/pom.xml"))
                    .contains("<artifactId>tracing</artifactId>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the service knows {@code key}; it does not start with one under {@code headwater.} that it does not know. */
    boolean knows(String key) {
        return defaults.containsKey(key)
                || key.startsWith("headwater.kafka.client.")
                || (OPTIONAL.contains(key) && told(key));
    }

    private boolean told(String key) {
        var file = Project.ROOT.resolve(service + "/src/main/resources/" + service + ".yml");
        try {
            var last = key.substring(key.lastIndexOf('.') + 1);
            return Files.readString(file)
                    .lines()
                    .anyMatch(line -> line.matches("\\s*#\\s*" + last + ":.*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With references to other keys followed. */
    String value(String key) {
        var value = String.valueOf(defaults.get(key));
        var reference = REFERENCE.matcher(value);
        return reference.replaceAll(match -> value(match.group(1)));
    }

    int port(String key) {
        return Integer.parseInt(value(key));
    }

    /** Where health and metrics are. */
    int managementPort() {
        return port(
                defaults.containsKey("management.server.port")
                        ? "management.server.port"
                        : "server.port");
    }
}
