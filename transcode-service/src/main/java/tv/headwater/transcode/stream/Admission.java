package tv.headwater.transcode.stream;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;

/**
 * Whether this node takes a stream on. One that does not fit waits a while for another node to get its lane. Used by the stream's
 * thread.
 */
final class Admission {

    /** How long a stream waits for another node to take it. */
    static final Duration HANDOVER = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final int lane;
    private final StreamId streamId;
    private final Surroundings around;
    private boolean admitted;
    private long waitingSince;
    private boolean waiting;

    Admission(int lane, StreamId streamId, Surroundings around) {
        this.lane = lane;
        this.streamId = streamId;
        this.around = around;
    }

    /**
     * Whether the stream is taken on; then it is for good. Else to be asked again.
     *
     * @param cost in encoder-seconds per second
     */
    boolean admits(double cost) {
        if (admitted) {
            return true;
        }
        if (!around.capacity().hasRoom(cost) && around.neighbours().haveRoom(cost) && mayWait()) {
            return false;
        }
        admitted = true;
        around.neighbours().keep(lane);
        around.capacity().set(streamId, cost);
        return true;
    }

    private boolean mayWait() {
        long now = around.nanos().getAsLong();
        if (!waiting) {
            waiting = true;
            waitingSince = now;
            log.info("stream {}: no room for it here, lane {} is to go", streamId, lane);
            around.neighbours().giveAway(lane);
        }
        return now - waitingSince < HANDOVER.toNanos();
    }
}
