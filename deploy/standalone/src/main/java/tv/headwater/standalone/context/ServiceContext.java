package tv.headwater.standalone.context;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** One service in this JVM. Started by one thread, stopped by another. */
public final class ServiceContext {

    private static final int EVENT_LOOPS = 2;

    private final String name;
    private final int managementPort;
    private final Supplier<SpringApplicationBuilder> application;
    private final Neighbours neighbours;
    private final Map<String, String> settings;
    private volatile @Nullable ConfigurableApplicationContext context;

    ServiceContext(
            String name,
            int managementPort,
            Supplier<SpringApplicationBuilder> application,
            Neighbours neighbours,
            Map<String, String> settings) {
        this.name = name;
        this.managementPort = managementPort;
        this.application = application;
        this.neighbours = neighbours;
        this.settings = Map.copyOf(settings);
    }

    /** {@code ingest}, {@code gateway} and so on. */
    public String name() {
        return name;
    }

    public int managementPort() {
        return managementPort;
    }

    /**
     * Starts the service; when this returns it takes connections.
     *
     * @throws ServiceFailure if it does not start; the cause is in its log
     */
    public void start() throws ServiceFailure {
        try {
            context =
                    application
                            .get()
                            .registerShutdownHook(false)
                            .initializers(ServiceContext::ownEventLoop)
                            .run(arguments());
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger("tv.headwater." + name).error("did not start", e);
            throw new ServiceFailure(name, e);
        }
    }

    public boolean started() {
        return context != null;
    }

    public void stop() {
        var running = context;
        if (running != null) {
            running.close();
        }
    }

    /** These stand above the service's own file, and reach no process list. */
    private String[] arguments() {
        var all = new HashMap<>(settings);
        all.put(Neighbours.PROPERTY, neighbours.name());
        all.put("management.metrics.use-global-registry", "false");
        return all.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    private static void ownEventLoop(ConfigurableApplicationContext context) {
        context.getBeanFactory().addBeanPostProcessor(new OwnEventLoop());
    }

    /** Without it the first context to close would stop the event loops of all, which Reactor Netty shares. */
    private static final class OwnEventLoop implements BeanPostProcessor {

        @Override
        public Object postProcessBeforeInitialization(Object bean, String beanName) {
            if (bean instanceof ReactorResourceFactory factory) {
                // The servers have answered what was open by then; this would be a wait for
                // nothing.
                factory.setShutdownQuietPeriod(Duration.ZERO);
                if (factory.isUseGlobalResources()) {
                    factory.setUseGlobalResources(false);
                    factory.setLoopResourcesSupplier(
                            () -> LoopResources.create("http", EVENT_LOOPS, true));
                }
            }
            return bean;
        }
    }
}
