package tv.headwater.metadata.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.metadata.MetadataProperties;

/**
 * Waits for Kafka, however long it takes, creates the topics, and only then lets those begin who read and write them. The API works
 * meanwhile.
 */
@Component
public final class LogTopics implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LogTopics.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final KafkaSettings kafka;
    private final CompletableFuture<Integer> lanes = new CompletableFuture<>();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

    LogTopics(MetadataProperties properties) {
        this.kafka = properties.kafka();
    }

    /** Runs {@code begin} on a thread of this once the topics are there. To be called before the context starts. */
    public void whenReady(Runnable begin) {
        waiting.add(begin);
    }

    /** How many lanes there are: partitions of the media topics, or what is configured until that is known. */
    public int lanes() {
        return lanes.getNow(kafka.lanes());
    }

    /** Whether Kafka answers, asked now; takes at most about a second. */
    public boolean isReachable() {
        if (!lanes.isDone()) {
            return false;
        }
        try (var admin = admin()) {
            admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Admin admin() {
        return Admin.create(
                kafka.client(
                        Map.of("default.api.timeout.ms", "5000", "request.timeout.ms", "5000")));
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("kafka-start").daemon().start(this::run);
    }

    private void run() {
        boolean told = false;
        while (running && !lanes.isDone()) {
            try {
                Topics.create(kafka);
                lanes.complete(countLanes());
            } catch (KafkaException | ExecutionException | TimeoutException e) {
                if (!told) {
                    log.warn("waiting for Kafka at {}: {}", kafka.bootstrapServers(), e.toString());
                    told = true;
                }
                if (!paused()) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
        if (running) {
            waiting.forEach(Runnable::run);
        }
    }

    private boolean paused() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private int countLanes() throws InterruptedException, ExecutionException, TimeoutException {
        try (var admin = admin()) {
            var topics = List.of(Topics.SOURCE_MEDIA, Topics.RENDITION_MEDIA);
            return admin
                    .describeTopics(topics)
                    .allTopicNames()
                    .get(5, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .mapToInt(topic -> topic.partitions().size())
                    .min()
                    .orElse(kafka.lanes());
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After those that wait for it. */
    @Override
    public int getPhase() {
        return 10;
    }
}
