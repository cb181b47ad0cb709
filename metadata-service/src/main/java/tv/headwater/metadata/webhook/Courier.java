package tv.headwater.metadata.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.webhook.DeliveryTable.Ended;
import tv.headwater.rest.Outages;

/**
 * Takes what is due to its receivers. One thread claims, a thread for each attempt waits for its receiver, on its own so that a slow
 * name server holds up nothing else. What is in hand when the process dies is due again, for any instance, when its lease is over.
 */
@Component
class Courier implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    /** Beyond the attempt: to write down how it went. */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

    /** Attempts written down at the same time: connections to the database are few and requests need them. */
    private static final int MAX_WRITING = 3;

    /** Longer than an attempt that is just being written down. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final int MAX_DOUBLINGS = 30;

    private final DeliveryTable table;
    private final Receivers receivers;
    private final MetadataProperties.Webhooks properties;
    private final Counter delivered;
    private final Counter retried;
    private final Counter givenUp;
    private final Timer lag;
    private final ThreadFactory threads =
            Thread.ofPlatform().name("webhook-", 0).daemon().factory();
    private final Semaphore woken = new Semaphore(0);
    private final Semaphore writing = new Semaphore(MAX_WRITING, true);
    private final Semaphore free;
    private final Map<UUID, Integer> busy = new HashMap<>();
    private volatile boolean running;
    private volatile boolean troubled;
    private volatile @Nullable Thread thread;

    Courier(
            DeliveryTable table,
            Receivers receivers,
            MetadataProperties properties,
            MeterRegistry registry) {
        this.table = table;
        this.receivers = receivers;
        this.properties = properties.webhooks();
        this.free = new Semaphore(this.properties.concurrency());
        this.delivered =
                registry.counter("headwater.metadata.webhook.attempts", "outcome", "delivered");
        this.retried =
                registry.counter("headwater.metadata.webhook.attempts", "outcome", "retried");
        this.givenUp =
                registry.counter("headwater.metadata.webhook.attempts", "outcome", "given_up");
        this.lag = registry.timer("headwater.metadata.webhook.lag");
    }

    /** Something is due. */
    void wake() {
        woken.release();
    }

    private void run() {
        while (running) {
            try {
                while (running && claim()) {
                    // as long as there is something to claim
                }
                if (troubled) {
                    troubled = false;
                    log.info("webhooks are told again");
                }
            } catch (RuntimeException e) {
                trouble(e);
            }
            try {
                woken.tryAcquire(properties.interval().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            woken.drainPermits();
        }
    }

    private void trouble(RuntimeException e) {
        if (!troubled && Outages.isDatabaseAway(e)) {
            log.warn("webhooks wait for the database: {}", Outages.reason(e));
        } else if (!troubled) {
            log.error("telling webhooks failed and goes on", e);
        }
        troubled = true;
    }

    /** @return whether there may be more */
    private boolean claim() {
        int most = free.availablePermits();
        if (most == 0) {
            return false;
        }
        var claimed = table.claim(most, counted(), properties.timeout().plus(LEASE_MARGIN));
        for (var attempt : claimed) {
            // Nobody else takes any.
            free.acquireUninterruptibly();
            count(attempt.webhookId(), 1);
            threads.newThread(() -> attempt(attempt)).start();
        }
        return claimed.size() == most;
    }

    private Map<UUID, Integer> counted() {
        synchronized (busy) {
            return Map.copyOf(busy);
        }
    }

    private void count(UUID webhook, int more) {
        synchronized (busy) {
            busy.merge(webhook, more, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    private void attempt(Attempt attempt) {
        try {
            var outcome = receivers.deliver(attempt);
            writing.acquireUninterruptibly();
            try {
                tell(attempt, table.finish(attempt, outcome, backoff(attempt.number())));
            } finally {
                writing.release();
            }
        } catch (RuntimeException e) {
            trouble(e);
        } finally {
            count(attempt.webhookId(), -1);
            free.release();
            wake();
        }
    }

    private void tell(Attempt attempt, Ended ended) {
        switch (ended.ending()) {
            case DELIVERED -> {
                delivered.increment();
                lag.record(ended.lag());
            }
            case RETRIED -> retried.increment();
            case GIVEN_UP -> givenUp.increment();
            case SUPERSEDED -> {}
        }
        if (ended.disabled() != null) {
            log.warn("webhook {} is disabled: {}", attempt.webhookId(), ended.disabled());
        }
    }

    /** Up to a tenth longer, so that what failed together is not tried again together. */
    private Duration backoff(int attempts) {
        long first = properties.firstBackoff().toMillis();
        long most = properties.maxBackoff().toMillis();
        int doublings = Math.min(attempts - 1, MAX_DOUBLINGS);
        long plain = first > most >> doublings ? most : first << doublings;
        return Duration.ofMillis(plain + ThreadLocalRandom.current().nextLong(plain / 10 + 1));
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("webhooks").daemon().start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        var claiming = thread;
        if (claiming == null) {
            return;
        }
        woken.release();
        try {
            claiming.join(FAREWELL);
            // What takes longer is attempted again by who has its lease next.
            if (free.tryAcquire(
                    properties.concurrency(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(properties.concurrency());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
