package tv.headwater.metadata.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.LogTopics;
import tv.headwater.rest.Outages;

/**
 * Reads {@code playback-access} once, at the start, and has it told what it lacks: all, if the topic is new. Afterwards the outbox
 * alone keeps it up to date.
 */
@Component
class AccessFactsTopic implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AccessFactsTopic.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaSettings kafka;
    private final AccessFacts facts;
    private volatile boolean running;
    private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {});

    AccessFactsTopic(MetadataProperties properties, AccessFacts facts, LogTopics topics) {
        this.kafka = properties.kafka();
        this.facts = facts;
        topics.whenReady(this::begin);
    }

    private synchronized void begin() {
        if (running) {
            thread = Thread.ofPlatform().name("access-facts").daemon().start(this::run);
        }
    }

    private void run() {
        boolean troubled = false;
        while (running) {
            try {
                facts.tell(read());
                return;
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | TimeoutException e) {
                log.warn("reading {} begins anew: {}", Topics.PLAYBACK_ACCESS, e.toString());
            } catch (RuntimeException e) {
                if (!troubled && Outages.isDatabaseAway(e)) {
                    log.warn("facts about access wait for the database: {}", Outages.reason(e));
                } else if (!troubled) {
                    log.error("telling facts about access failed and is tried again", e);
                }
                troubled = true;
            }
            if (!paused()) {
                return;
            }
        }
    }

    private Map<String, AccessFact> read()
            throws InterruptedException, ExecutionException, TimeoutException {
        var told = new HashMap<String, AccessFact>();
        var table =
                new TableTopic<>(
                        kafka,
                        Topics.PLAYBACK_ACCESS,
                        AccessFact.class,
                        (key, fact, _, _) -> {
                            if (fact == null) {
                                told.remove(key);
                            } else {
                                told.put(key, fact);
                            }
                        });
        // Closed, and so its thread ended, before what it wrote is looked at.
        try (table) {
            table.caughtUp().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return told;
    }

    private static boolean paused() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void start() {
        running = true;
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

    /** Before {@link LogTopics} starts. */
    @Override
    public int getPhase() {
        return 0;
    }
}
