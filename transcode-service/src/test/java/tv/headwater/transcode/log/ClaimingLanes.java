package tv.headwater.transcode.log;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecordCodec;

/** Claims the one stream of each lane it gets, and writes into it when told to. */
class ClaimingLanes extends RecordingLanes {

    private final RenditionMediaTopic renditions;
    private final long epoch;
    private final Map<Integer, Claimed> claims = new ConcurrentHashMap<>();
    private final AtomicLong written = new AtomicLong();

    /** @param epoch tells its records from others' */
    ClaimingLanes(RenditionMediaTopic renditions, long epoch) {
        this.renditions = renditions;
        this.epoch = epoch;
    }

    static StreamId stream(int lane) {
        return new StreamId("streamoflane000" + lane);
    }

    @Override
    public synchronized void assigned(int lane, Position from) {
        claims.put(lane, renditions.claim(lane, stream(lane), from.rendition(), (_, _) -> {}));
        super.assigned(lane, from);
    }

    @Override
    public synchronized void revoked(Set<Integer> gone) {
        claims.keySet().removeAll(gone);
        super.revoked(gone);
    }

    @Override
    public synchronized void lost(Set<Integer> gone) {
        claims.keySet().removeAll(gone);
        super.lost(gone);
    }

    Claimed claim(int lane) {
        return claims.get(lane);
    }

    Set<Integer> claimed() {
        return Set.copyOf(claims.keySet());
    }

    /** Writes one record that counts from its claim of the lane. */
    CompletableFuture<Long> write(int lane) {
        var claim = claims.get(lane);
        if (claim == null) {
            return CompletableFuture.failedFuture(new LogUnavailable("not claimed"));
        }
        var unit = TestLog.unit(stream(lane), epoch, claim.base() + written.getAndIncrement(), 100);
        return renditions.append(
                lane, stream(lane), List.of(ByteBuffer.wrap(MediaRecordCodec.encode(unit))));
    }
}
