package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Stamp;

/** One lane of {@code rendition-media} in memory, for any number of nodes. */
final class FakeLog {

    private final List<MediaRecord> records = new ArrayList<>();
    private long claims;

    Node node() {
        return new Node();
    }

    /** As one node reaches it. */
    final class Node implements RenditionLog {

        private final Map<StreamId, Boolean> claimed = new HashMap<>();
        private int untilFailure = Integer.MAX_VALUE;

        /** The {@code count}th append from now is lost, and what follows up to the next claim. */
        void failAfter(int count) {
            synchronized (FakeLog.this) {
                untilFailure = count;
            }
        }

        @Override
        public long claim(int lane, StreamId streamId, long hint, Truth truth) {
            synchronized (FakeLog.this) {
                long base = ++claims << 30;
                for (int offset = (int) hint; offset < records.size(); offset++) {
                    var record = records.get(offset);
                    if (record.stamp().streamId().equals(streamId)
                            && !(record instanceof Claim)
                            && !isVoid(offset)) {
                        truth.record(offset, record);
                    }
                }
                records.add(new Claim(new Stamp(streamId, Rendition.SOURCE, 0, base, 0, 0)));
                claimed.put(streamId, true);
                untilFailure = Integer.MAX_VALUE;
                return base;
            }
        }

        @Override
        public CompletableFuture<Long> append(
                int lane, StreamId streamId, List<ByteBuffer> appended) {
            synchronized (FakeLog.this) {
                if (!claimed.getOrDefault(streamId, false) || untilFailure-- <= 0) {
                    claimed.put(streamId, false);
                    return CompletableFuture.failedFuture(new IllegalStateException("lost"));
                }
                long offset = records.size();
                appended.forEach(bytes -> records.add(MediaRecordCodec.decode(copy(bytes))));
                return CompletableFuture.completedFuture(offset);
            }
        }

        @Override
        public void release(StreamId streamId) {
            synchronized (FakeLog.this) {
                claimed.put(streamId, false);
            }
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    /** Whether a record comes after a claim of its stream that is above it. */
    private boolean isVoid(int offset) {
        var stamp = records.get(offset).stamp();
        return records.subList(0, offset).stream()
                .anyMatch(record ->
                        record instanceof Claim claim
                                && claim.stamp().streamId().equals(stamp.streamId())
                                && claim.stamp().sequence() > stamp.sequence());
    }

    /** What a reader takes of a rendition, in order. */
    synchronized List<MediaRecord> read(StreamId streamId, String rendition) {
        var read = new ArrayList<MediaRecord>();
        long sequence = -1;
        for (int offset = 0; offset < records.size(); offset++) {
            var record = records.get(offset);
            var stamp = record.stamp();
            if (!(record instanceof Claim)
                    && stamp.streamId().equals(streamId)
                    && stamp.rendition().value().equals(rendition)
                    && stamp.sequence() > sequence
                    && !isVoid(offset)) {
                sequence = stamp.sequence();
                read.add(record);
            }
        }
        return read;
    }

    /** The pts of a rendition's units, in order. */
    List<Long> pictures(StreamId streamId, String rendition) {
        return read(streamId, rendition).stream()
                .filter(AccessUnit.class::isInstance)
                .map(unit -> ((AccessUnit) unit).pts())
                .toList();
    }

    /** Whether the last a reader takes of a rendition is END. */
    boolean isEnded(StreamId streamId, String rendition) {
        var read = read(streamId, rendition);
        return !read.isEmpty() && read.getLast() instanceof EndOfSession;
    }

    /** The segments whose first unit is a CONFIG's and independent, as each should be. */
    List<Long> segments(StreamId streamId, String rendition) {
        var segments = new ArrayList<Long>();
        MediaRecord before = null;
        for (var record : read(streamId, rendition)) {
            if (record instanceof AccessUnit unit
                    && unit.randomAccess()
                    && before instanceof Configuration) {
                segments.add(unit.stamp().segment());
            }
            before = record;
        }
        return segments.stream().distinct().toList();
    }

    synchronized long claims() {
        return claims;
    }
}
