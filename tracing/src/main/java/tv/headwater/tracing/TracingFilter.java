package tv.headwater.tracing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Without a collector nothing of tracing is configured. Found through {@code META-INF/spring.factories}. */
public final class TracingFilter implements AutoConfigurationImportFilter, EnvironmentAware {

    /** What the names of tracing's auto-configurations begin with. */
    public static final List<String> TRACING =
            List.of(
                    "tv.headwater.tracing.",
                    "org.springframework.boot.micrometer.tracing.",
                    "org.springframework.boot.opentelemetry.");

    private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private boolean collected;

    @Override
    public void setEnvironment(Environment environment) {
        collected = StringUtils.hasText(environment.getProperty(ENDPOINT));
    }

    @Override
    public boolean[] match(
            @Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        var matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            var name = autoConfigurations[i];
            matches[i] = name == null || collected || TRACING.stream().noneMatch(name::startsWith);
        }
        return matches;
    }
}
