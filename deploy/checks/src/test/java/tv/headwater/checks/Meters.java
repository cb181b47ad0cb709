package tv.headwater.checks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The meters that the services' sources register, by the names that Prometheus gets to see. The sources have three ways of it: a
 * builder, a method of the registry, and a class that puts a prefix of its own before a name.
 */
final class Meters {

    private static final Pattern BUILDER =
            Pattern.compile(
                    "\\b(Counter|Gauge|Timer|DistributionSummary)\\s*\\.builder\\(\\s*(PREFIX \\+ )?\"([^\"]+)\"( \\+ name)?([^;]*);");
    private static final Pattern REGISTERED =
            Pattern.compile(
                    "\\bregistry\\s*\\.(counter|gauge|timer)\\(\\s*(PREFIX \\+ )?\"([^\"]+)\"");

    /** A gauge of another class's prefix. */
    private static final Pattern PREFIXED =
            Pattern.compile("\\b(?:metrics|meters)\\.gauge\\(\\s*\"([^\"]+)\"");

    private static final Pattern PREFIX = Pattern.compile("String PREFIX = \"([^\"]+)\"");
    private static final Pattern ANY =
            Pattern.compile(
                    "\\b(?:Counter|Gauge|Timer|DistributionSummary)\\s*\\.builder\\(|\\bregistry\\s*\\.(?:counter|gauge|timer|summary)\\(");

    /** @param prefixed whether its prefix is another class's */
    private record Meter(String kind, String name, String unit, boolean buckets, boolean prefixed) {
        Meter(String kind, String name, String unit, boolean buckets) {
            this(kind, name, unit, buckets, false);
        }
    }

    private record Source(Path file, String text) {
        String className() {
            return file.getFileName().toString().replace(".java", "");
        }
    }

    private Meters() {}

    /** Names as in a scrape, with {@code _total}, {@code _count}, {@code _bucket} and so on. */
    static Set<String> exported() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters().forEach(meter -> register(registry, meter));
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void register(PrometheusMeterRegistry registry, Meter meter) {
        switch (meter.kind()) {
            case "counter" ->
                    Counter.builder(meter.name())
                            .baseUnit(meter.unit())
                            .register(registry)
                            .increment();
            case "gauge" ->
                    Gauge.builder(meter.name(), () -> 1).baseUnit(meter.unit()).register(registry);
            case "timer" ->
                    Timer.builder(meter.name())
                            .publishPercentileHistogram(meter.buckets())
                            .register(registry)
                            .record(Duration.ofMillis(1));
            case "distributionsummary" ->
                    DistributionSummary.builder(meter.name())
                            .baseUnit(meter.unit())
                            .publishPercentileHistogram(meter.buckets())
                            .register(registry)
                            .record(1);
            default -> throw new IllegalStateException("no kind of meter: " + meter);
        }
    }

    private static List<Meter> meters() {
        var sources = sources();
        var meters = new ArrayList<Meter>();
        for (var source : sources) {
            var prefix = prefix(source.text());
            int understood = 0;
            var builder = BUILDER.matcher(source.text());
            while (builder.find()) {
                understood++;
                var name = (builder.group(2) == null ? "" : prefix) + builder.group(3);
                var kind = builder.group(1).toLowerCase(Locale.ROOT);
                var rest = builder.group(5);
                if (builder.group(4) == null) {
                    meters.add(new Meter(kind, name, unit(rest), hasBuckets(rest)));
                } else {
                    named(source, sources, builder, name, kind, rest, meters);
                }
            }
            var registered = REGISTERED.matcher(source.text());
            while (registered.find()) {
                understood++;
                meters.add(
                        new Meter(
                                registered.group(1),
                                (registered.group(2) == null ? "" : prefix) + registered.group(3),
                                null,
                                false));
            }
            var given =
                    Pattern.compile("registry\\.gauge\\(PREFIX \\+ name").matcher(source.text());
            while (given.find()) {
                understood++;
                gauges(source, prefix, sources, meters);
            }
            var all = ANY.matcher(source.text()).results().count();
            if (all != understood) {
                throw new AssertionError(
                        source.file()
                                + " registers "
                                + all
                                + " meters, of which only "
                                + understood
                                + " are understood here");
            }
        }
        var prefixed =
                sources.stream()
                        .mapToLong(source -> PREFIXED.matcher(source.text()).results().count())
                        .sum();
        if (meters.stream().filter(Meter::prefixed).count() != prefixed) {
            throw new AssertionError(
                    "of "
                            + prefixed
                            + " gauges the prefix is not known, or more than one: "
                            + meters);
        }
        return meters;
    }

    /** Meters of a method that puts a prefix before their names: those that call it say the rest. */
    private static void named(
            Source source,
            List<Source> sources,
            Matcher builder,
            String prefix,
            String kind,
            String rest,
            List<Meter> meters) {
        var before = source.text().substring(0, builder.start());
        var method =
                Pattern.compile("\\b(\\w+)\\(\\s*MeterRegistry registry, String name")
                        .matcher(before);
        String name = null;
        while (method.find()) {
            name = method.group(1);
        }
        if (name == null) {
            gauges(source, prefix, sources, meters);
            return;
        }
        var calls =
                Pattern.compile("\\b" + name + "\\(\\s*registry,\\s*\"([^\"]+)\"")
                        .matcher(source.text());
        while (calls.find()) {
            meters.add(new Meter(kind, prefix + calls.group(1), unit(rest), hasBuckets(rest)));
        }
    }

    /** Gauges whose prefix {@code owner} knows: of the sources beside it and of those that name it. */
    private static void gauges(
            Source owner, String prefix, List<Source> sources, List<Meter> meters) {
        for (var source : sources) {
            var calls = PREFIXED.matcher(source.text());
            while (asks(source, owner) && calls.find()) {
                meters.add(new Meter("gauge", prefix + calls.group(1), null, false, true));
            }
        }
    }

    private static boolean asks(Source source, Source owner) {
        return source.file().getParent().equals(owner.file().getParent())
                || source.text().matches("(?s).*\\b" + owner.className() + "\\b.*");
    }

    private static String prefix(String text) {
        var prefix = PREFIX.matcher(text);
        return prefix.find() ? prefix.group(1) : "";
    }

    private static String unit(String rest) {
        var unit = Pattern.compile("\\.baseUnit\\(\"([^\"]+)\"\\)").matcher(rest);
        return unit.find() ? unit.group(1) : null;
    }

    private static boolean hasBuckets(String rest) {
        return rest.contains(".publishPercentileHistogram()")
                || rest.contains(".serviceLevelObjectives(");
    }

    private static List<Source> sources() {
        var sources = new ArrayList<Source>();
        for (var module :
                List.of(
                        "ingest-service",
                        "transcode-service",
                        "packager-service",
                        "edge-service",
                        "media-http",
                        "access",
                        "rest",
                        "metadata-service",
                        "chat-service",
                        "gateway",
                        "contract")) {
            try (var files = Files.walk(Project.ROOT.resolve(module + "/src/main/java"))) {
                for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    var text = Files.readString(file);
                    if (text.contains("io.micrometer.core.instrument")
                            || PREFIXED.matcher(text).find()) {
                        sources.add(new Source(file, text));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sources;
    }
}
