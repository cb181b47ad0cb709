package tv.headwater.metadata.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.LogTopics;
import tv.headwater.rest.Outages;

/**
 * Sends the outbox to Kafka, on a thread of its own, one instance at a time. A row is gone when Kafka has it; after a failure
 * the rest is sent again, so readers may see a record twice, and the newest always last.
 */
@Component
public class OutboxTopic implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxTopic.class);

    /** Whoever holds this PostgreSQL advisory lock sends. */
    private static final long SENDER_LOCK = 0x68770001L;

    private final KafkaSettings kafka;
    private final MetadataProperties.Outbox properties;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Semaphore woken = new Semaphore(0);
    private volatile CountDownLatch nextSent = new CountDownLatch(1);
    private volatile boolean running;
    private volatile boolean troubled;
    private volatile @Nullable Thread thread;

    OutboxTopic(
            MetadataProperties properties,
            LogTopics topics,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.kafka = properties.kafka();
        this.properties = properties.outbox();
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        topics.whenReady(this::begin);
    }

    private record Row(long id, ProducerRecord<byte[], byte[]> record) {}

    void wake() {
        woken.release();
    }

    boolean isSending() {
        return thread != null && !troubled;
    }

    /** Opens when this instance has sent something more. */
    CountDownLatch nextSent() {
        return nextSent;
    }

    private synchronized void begin() {
        if (running) {
            thread = Thread.ofPlatform().name("outbox").daemon().start(this::run);
        }
    }

    private void run() {
        while (running) {
            // A producer that failed is not used again: what it still holds must not be sent after
            // what comes next.
            try (var producer = producer()) {
                while (running) {
                    if (sendAll(producer) && troubled) {
                        troubled = false;
                        log.info("outbox is sent again");
                    }
                    awaitWork();
                }
            } catch (InterruptedException e) {
                return;
            } catch (KafkaException | ExecutionException e) {
                if (!troubled) {
                    log.warn("outbox waits for Kafka: {}", e.getMessage());
                }
                troubled = true;
            } catch (RuntimeException e) {
                if (!troubled && Outages.isDatabaseAway(e)) {
                    log.warn("outbox waits for the database: {}", Outages.reason(e));
                } else if (!troubled) {
                    log.error("outbox failed and tries again", e);
                }
                troubled = true;
            }
            if (troubled && !paused()) {
                return;
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var settings =
                Map.of(
                        "acks", "all",
                        "enable.idempotence", "true",
                        "linger.ms", "0",
                        "max.block.ms", "3000",
                        "request.timeout.ms", "3000",
                        "delivery.timeout.ms", "5000");
        return new KafkaProducer<>(
                kafka.client(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void awaitWork() throws InterruptedException {
        woken.tryAcquire(properties.interval().toMillis(), TimeUnit.MILLISECONDS);
        woken.drainPermits();
    }

    private boolean paused() {
        try {
            Thread.sleep(properties.interval());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean sendAll(KafkaProducer<byte[], byte[]> producer)
            throws ExecutionException, InterruptedException {
        int sent;
        do {
            sent = sendBatch(producer);
            if (sent > 0) {
                var opened = nextSent;
                nextSent = new CountDownLatch(1);
                opened.countDown();
            }
        } while (sent == properties.batch() && running);
        return true;
    }

    private int sendBatch(KafkaProducer<byte[], byte[]> producer)
            throws ExecutionException, InterruptedException {
        var failure = new ArrayList<Exception>();
        Integer sent =
                transaction.execute(status -> {
                    try {
                        return sendLocked(producer);
                    } catch (ExecutionException | InterruptedException e) {
                        status.setRollbackOnly();
                        failure.add(e);
                        return 0;
                    }
                });
        if (!failure.isEmpty()) {
            switch (failure.getFirst()) {
                case InterruptedException e -> throw e;
                case ExecutionException e -> throw e;
                default -> throw new IllegalStateException(failure.getFirst());
            }
        }
        return sent == null ? 0 : sent;
    }

    private int sendLocked(KafkaProducer<byte[], byte[]> producer)
            throws ExecutionException, InterruptedException {
        boolean ours =
                jdbc.sql("select pg_try_advisory_xact_lock(?)")
                        .param(SENDER_LOCK)
                        .query(Boolean.class)
                        .single();
        if (!ours) {
            return 0;
        }
        var rows = pending();
        List<Future<?>> sent = new ArrayList<>(rows.size());
        for (var row : rows) {
            sent.add(producer.send(row.record()));
        }
        for (var acknowledged : sent) {
            acknowledged.get();
        }
        if (!rows.isEmpty()) {
            jdbc.sql("delete from outbox where id in (:ids)")
                    .param("ids", rows.stream().map(Row::id).toList())
                    .update();
        }
        return rows.size();
    }

    private List<Row> pending() {
        return jdbc.sql("select id, topic, partition, key, value from outbox order by id limit ?")
                .param(properties.batch())
                .query((result, _) -> new Row(result.getLong("id"), record(result)))
                .list();
    }

    private static ProducerRecord<byte[], byte[]> record(ResultSet row) throws SQLException {
        var key = row.getString("key").getBytes(StandardCharsets.UTF_8);
        var partition = row.getObject("partition", Integer.class);
        return new ProducerRecord<>(row.getString("topic"), partition, key, row.getBytes("value"));
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        var sending = thread;
        if (sending != null) {
            woken.release();
            try {
                sending.join(java.time.Duration.ofSeconds(6));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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
