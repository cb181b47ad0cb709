package tv.headwater.ingest.publish;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.ingest.stamp.Tail;

/** A media log in memory that can be slow, full, lossy or away. */
final class FakeLog implements MediaLog {

    final List<MediaRecord> records = new CopyOnWriteArrayList<>();
    final Semaphore appends = new Semaphore(1_000_000);
    volatile Duration unsentAge = Duration.ZERO;
    volatile long unsentBytes;
    volatile long lost;
    volatile boolean away;
    volatile int tailReads;

    @Override
    public synchronized Tail tail(StreamId streamId, int lane) {
        tailReads++;
        if (away) {
            throw new LogUnavailable("Kafka is away");
        }
        var tail = new Tail(streamId);
        records.forEach(tail::on);
        tail.endOfStretch();
        return tail;
    }

    @Override
    public Appender appender(StreamId streamId, int lane, PublishTrace trace) {
        return new Appender() {
            @Override
            public void append(MediaRecord record) {
                appends.acquireUninterruptibly();
                records.add(record);
                if (record instanceof AccessUnit) {
                    trace.logged();
                }
            }

            @Override
            public long unsentBytes() {
                return unsentBytes;
            }

            @Override
            public Duration unsentAge() {
                return unsentAge;
            }

            @Override
            public long lost() {
                return lost;
            }
        };
    }

    List<AccessUnit> units() {
        return records.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    List<Configuration> configurations() {
        return records.stream()
                .filter(Configuration.class::isInstance)
                .map(Configuration.class::cast)
                .toList();
    }
}
