package tv.headwater.standalone.context;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Keeps a context from configuring its {@link Neighbours}'. Found through {@code META-INF/spring.factories}. */
public final class NeighboursFilter implements AutoConfigurationImportFilter, EnvironmentAware {

    private @Nullable Neighbours neighbours;

    @Override
    public void setEnvironment(Environment environment) {
        var name = environment.getProperty(Neighbours.PROPERTY);
        neighbours = name == null ? null : Neighbours.valueOf(name);
    }

    @Override
    public boolean[] match(
            @Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        var matches = new boolean[autoConfigurations.length];
        for (int i = 0; i < matches.length; i++) {
            var name = autoConfigurations[i];
            matches[i] = name == null || neighbours == null || !neighbours.brought(name);
        }
        return matches;
    }
}
