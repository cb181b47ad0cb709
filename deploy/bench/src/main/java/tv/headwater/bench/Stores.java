package tv.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import tv.headwater.standalone.child.KafkaProcess;
import tv.headwater.standalone.child.PostgresProcess;
import tv.headwater.standalone.instance.Ports;

/** A PostgreSQL and a Kafka, in a directory and on ports of their own. */
public record Stores(Ports ports, PostgresProcess postgres, KafkaProcess kafka)
        implements AutoCloseable {

    private static final int FIRST_OFFSET = 12_000;
    private static final int LAST_OFFSET = 20_000;

    /** Both take connections when this returns. */
    public static Stores start(Path directory) throws IOException {
        var ports = new Ports(ThreadLocalRandom.current().nextInt(FIRST_OFFSET, LAST_OFFSET));
        ports.refuseTaken();
        var stores =
                new Stores(
                        ports,
                        new PostgresProcess(
                                directory.resolve("postgres"),
                                directory.resolve("postgres.log"),
                                ports.postgres()),
                        new KafkaProcess(
                                Files.createDirectories(directory.resolve("kafka")),
                                directory.resolve("kafka.log"),
                                ports.kafka(),
                                ports.kafkaController()));
        try {
            stores.postgres.start();
            stores.kafka.start();
            return stores;
        } catch (IOException | RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }
}
