package tv.headwater.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether alerts and dashboards ask for what the services export, and alerts say what to do. */
class MonitoringTest {

    /** What Prometheus, Boot and the libraries export, of what is asked for here; seen in scrapes of all services. */
    private static final Set<String> OF_OTHERS =
            Set.of(
                    "up",
                    "process_cpu_usage",
                    "jvm_memory_usage_after_gc",
                    "jvm_gc_pause_seconds_sum",
                    "http_server_requests_seconds_count",
                    "hikaricp_connections_active",
                    "hikaricp_connections_pending",
                    "spring_cloud_gateway_requests_seconds_count",
                    "resilience4j_circuitbreaker_state");

    @RegisterExtension static final Cluster CLUSTER = new Cluster();

    private record Alert(String name, String expression, Map<?, ?> labels, Map<?, ?> annotations) {}

    @Test
    void everyMetricAskedForIsExported() throws IOException {
        var exported = new TreeSet<>(Meters.exported());
        assertThat(exported).hasSizeGreaterThan(100);
        exported.addAll(OF_OTHERS);
        var asked = new TreeSet<String>();
        expressions()
                .forEach((where, expressions) ->
                        expressions.forEach(expression -> {
                            var metrics = PromQl.metrics(expression);
                            assertThat(metrics).as("%s: %s", where, expression).isNotEmpty();
                            assertThat(exported).as(where).containsAll(metrics);
                            asked.addAll(metrics);
                        }));
        assertThat(asked)
                .as("nothing of others is listed here that is not asked for")
                .containsAll(OF_OTHERS);
    }

    @Test
    void everyServiceIsAskedAboutAndScraped() throws IOException {
        var exported = new TreeSet<String>();
        expressions()
                .values()
                .forEach(all -> all.forEach(each -> exported.addAll(PromQl.metrics(each))));
        for (var prefix :
                List.of(
                        "ingest",
                        "rtmp",
                        "transcode",
                        "packager",
                        "origin",
                        "cache",
                        "http",
                        "playback",
                        "chat",
                        "gateway",
                        "metadata",
                        "access",
                        "audience")) {
            assertThat(exported).anyMatch(metric -> metric.startsWith("headwater_" + prefix + "_"));
        }
        var scraped =
                Yaml.one(Files.readString(Project.MONITORING.resolve("prometheus-standalone.yml")));
        var jobs = new TreeMap<String, String>();
        for (var each : list(scraped, "scrape_configs")) {
            assertThat(each.get("metrics_path")).isEqualTo("/actuator/prometheus");
            jobs.put(
                    (String) each.get("job_name"),
                    list(each, "static_configs").getFirst().get("targets").toString());
        }
        assertThat(jobs).hasSameSizeAs(Chart.SERVICES);
        Chart.SERVICES.forEach((job, service) ->
                assertThat(jobs)
                        .containsEntry(
                                job,
                                "[127.0.0.1:"
                                        + ServiceSettings.of(service).managementPort()
                                        + "]"));
        for (var service : Chart.SERVICES.values()) {
            assertThat(
                            ServiceSettings.of(service)
                                    .value("management.endpoints.web.exposure.include"))
                    .contains("prometheus");
        }
    }

    @Test
    void podsAreFoundByTheLabelsThatTheChartGives() throws IOException {
        var scrape =
                list(
                                Yaml.one(
                                        Files.readString(
                                                Project.MONITORING.resolve("prometheus.yml"))),
                                "scrape_configs")
                        .getFirst();
        var selector =
                list(list(scrape, "kubernetes_sd_configs").getFirst(), "selectors")
                        .getFirst()
                        .get("label")
                        .toString()
                        .split("=", 2);
        var port = list(scrape, "relabel_configs").getFirst().get("regex");
        var job =
                list(scrape, "relabel_configs").stream()
                        .filter(each -> "job".equals(each.get("target_label")))
                        .findAny()
                        .orElseThrow();
        assertThat(job.get("source_labels"))
                .isEqualTo(List.of("__meta_kubernetes_pod_label_app_kubernetes_io_component"));
        var pods = Chart.renderNamed("default").pods();
        Chart.SERVICES
                .keySet()
                .forEach(component -> {
                    assertThat(pods.get(component).getMetadata().getLabels())
                            .containsEntry(selector[0], selector[1]);
                    assertThat(Manifests.container(pods.get(component)).getPorts())
                            .anyMatch(each -> each.getName().equals(port));
                });
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        var names = new TreeSet<String>();
        for (var alert : alerts()) {
            assertThat(names.add(alert.name())).as("%s is there once", alert.name()).isTrue();
            assertThat(alert.labels().get("severity")).isIn("warning", "critical");
            assertThat(alert.annotations().get("summary")).asString().isNotBlank();
            assertThat(alert.annotations().get("runbook"))
                    .isEqualTo("runbooks/" + alert.name() + ".md");
            var page =
                    Files.readString(
                            Project.MONITORING.resolve("runbooks/" + alert.name() + ".md"));
            assertThat(page)
                    .startsWith("# " + alert.name() + "\n")
                    .contains("\n## How to see\n", "\n## What to do\n");
        }
        try (var pages = Files.list(Project.MONITORING.resolve("runbooks"))) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void runbooksNameMetricsKeysAndPagesThatThereAre() throws IOException {
        var exported = Meters.exported();
        var keys = new TreeSet<String>();
        Chart.SERVICES
                .values()
                .forEach(service -> keys.addAll(ServiceSettings.of(service).defaults().keySet()));
        var values = Yaml.flat(Yaml.one(Files.readString(Project.CHART.resolve("values.yaml"))));
        try (var pages = Files.list(Project.MONITORING.resolve("runbooks"))) {
            for (var page : pages.toList()) {
                var text = Files.readString(page);
                for (var quoted : found("`([^`]+)`", text)) {
                    for (var metric : found("\\b(headwater_[a-z0-9_]+)", quoted)) {
                        assertThat(exported)
                                .as("%s: %s", page.getFileName(), metric)
                                .anyMatch(name ->
                                        name.equals(metric) || name.startsWith(metric + "_"));
                    }
                    if (quoted.matches("headwater\\.[a-z.-]+")) {
                        assertThat(keys)
                                .as("%s: %s", page.getFileName(), quoted)
                                .anyMatch(
                                        key -> key.equals(quoted) || key.startsWith(quoted + "."));
                    }
                    if (quoted.matches(
                            "("
                                    + String.join("|", Chart.SERVICES.keySet())
                                    + "|networkPolicy)\\.[a-zA-Z.]+")) {
                        assertThat(values.keySet())
                                .as("%s: %s", page.getFileName(), quoted)
                                .anyMatch(
                                        key -> key.equals(quoted) || key.startsWith(quoted + "."));
                    }
                }
                for (var link : found("\\]\\(([^)]+)\\)", text)) {
                    assertThat(page.resolveSibling(link)).exists();
                }
            }
        }
    }

    @Test
    void dashboardsAreWhatGrafanaReads() throws IOException {
        var ids = new TreeSet<String>();
        for (var file : dashboards()) {
            var dashboard = Yaml.one(Files.readString(file));
            assertThat(file.getFileName()).hasToString(dashboard.get("uid") + ".json");
            assertThat(ids.add((String) dashboard.get("title"))).isTrue();
            var variables = new TreeSet<String>();
            list((Map<?, ?>) dashboard.get("templating"), "list")
                    .forEach(each -> variables.add((String) each.get("name")));
            assertThat(variables).contains("datasource");
            var numbers = new TreeSet<Object>();
            for (var panel : list(dashboard, "panels")) {
                assertThat(numbers.add(panel.get("id"))).isTrue();
                var place = (Map<?, ?>) panel.get("gridPos");
                assertThat((Integer) place.get("x") + (Integer) place.get("w")).isBetween(1, 24);
                if (!panel.get("type").equals("row")) {
                    assertThat(list(panel, "targets")).isNotEmpty();
                }
            }
            for (var used : found("\\$\\{?([a-z]+)", Files.readString(file))) {
                assertThat(variables)
                        .as("%s uses $%s", file.getFileName(), used)
                        .contains(used.equals("__all") ? "datasource" : used);
            }
        }
        assertThat(ids).hasSize(5);
    }

    @Test
    void promtoolAgrees() throws IOException, InterruptedException {
        assumeTrue(isThere("promtool"), "promtool is not installed");
        promtool("check", "rules", "alerts.yml");
        promtool("check", "config", "prometheus-standalone.yml");
        promtool("test", "rules", "alerts_test.yml");
        var expressions = new ArrayList<String>();
        for (var each : expressions().entrySet()) {
            if (each.getKey().endsWith(".json")) {
                each.getValue()
                        .forEach(expression ->
                                expressions.add(
                                        "{record: dashboard, expr: '"
                                                + expression.replace("'", "''")
                                                + "'}"));
            }
        }
        var file = Files.createTempFile("dashboards", ".yml");
        try {
            // What is not to be said twice, of rules, is the name; labels tell them apart.
            var rules = new StringBuilder("groups:\n");
            for (int i = 0; i < expressions.size(); i++) {
                rules.append("  - {name: panel-")
                        .append(i)
                        .append(", rules: [")
                        .append(expressions.get(i))
                        .append("]}\n");
            }
            Files.writeString(file, rules);
            promtool("check", "rules", "--lint=none", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void metricsAreFoundInExpressions() {
        assertThat(
                        PromQl.metrics(
                                "sum by (le, job) (rate(a_bucket{x=\"b_total\", y!~'c'}[5m])) / on (job) group_left max(d offset 1h) > 2 and vector(0)"))
                .containsExactly("a_bucket", "d");
        assertThat(PromQl.metrics("histogram_quantile(0.9, e) * 1e3 - f{}"))
                .containsExactly("e", "f");
        assertThatThrownBy(() -> PromQl.metrics("sum(rate(a[5m])"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean isThere(String command) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(each -> Files.isExecutable(Path.of(each, command)));
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        var process =
                new ProcessBuilder(command)
                        .directory(Project.MONITORING.toFile())
                        .redirectErrorStream(true)
                        .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
    }

    /** By file. */
    private static Map<String, List<String>> expressions() throws IOException {
        var expressions = new TreeMap<String, List<String>>();
        expressions.put("alerts.yml", alerts().stream().map(Alert::expression).toList());
        for (var file : dashboards()) {
            var all = new ArrayList<String>();
            var dashboard = Yaml.one(Files.readString(file));
            for (var panel : list(dashboard, "panels")) {
                for (var target : list(panel, "targets")) {
                    all.add((String) target.get("expr"));
                }
            }
            for (var variable : list((Map<?, ?>) dashboard.get("templating"), "list")) {
                if ("query".equals(variable.get("type"))) {
                    all.add(
                            found("label_values\\((.+), [a-z]+\\)", (String) variable.get("query"))
                                    .getFirst());
                }
            }
            expressions.put(file.getFileName().toString(), all);
        }
        return expressions;
    }

    private static List<Path> dashboards() throws IOException {
        try (var files = Files.list(Project.MONITORING.resolve("dashboards"))) {
            return files.sorted().toList();
        }
    }

    private static List<Alert> alerts() throws IOException {
        var alerts = new ArrayList<Alert>();
        for (var group :
                list(
                        Yaml.one(Files.readString(Project.MONITORING.resolve("alerts.yml"))),
                        "groups")) {
            for (var rule : list(group, "rules")) {
                alerts.add(
                        new Alert(
                                (String) rule.get("alert"),
                                (String) rule.get("expr"),
                                (Map<?, ?>) rule.get("labels"),
                                (Map<?, ?>) rule.get("annotations")));
            }
        }
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<?, ?> of, String key) {
        var list = (List<Map<String, Object>>) of.get(key);
        return list == null ? List.of() : list;
    }

    /** The first group of each match. */
    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
