package tv.headwater.packager.dvr;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the disk has room for more. The writer thread's alone but for {@link #state}. */
final class Room {

    private static final Logger log = LoggerFactory.getLogger(Room.class);

    private final DvrLimits limits;
    private final FreeSpace freeSpace;
    private final Clock clock;
    private volatile DvrState state;
    private Instant retryAt = Instant.MIN;

    /** Whether a write has failed, which only another one can tell to be over. */
    private boolean failed;

    Room(DvrLimits limits, FreeSpace freeSpace, Clock clock) {
        this.limits = limits;
        this.freeSpace = freeSpace;
        this.clock = clock;
        this.state = new DvrState(false, "", clock.instant());
    }

    DvrState state() {
        return state;
    }

    /** Whether so many bytes may be tried to be written. */
    boolean has(long bytes) {
        if (state.full() && clock.instant().isBefore(retryAt)) {
            return false;
        }
        // Once full, with some room to go on in, so as not to be full again at once.
        long reserve = state.full() ? limits.volumeBytes() : 0;
        long needed = limits.minFreeBytes() + bytes + reserve;
        try {
            long free = freeSpace.bytes();
            if (free < needed) {
                shut(free + " bytes are free, " + needed + " are needed");
                return false;
            }
            return true;
        } catch (IOException e) {
            shut("free space is unknown: " + e.getMessage());
            return false;
        }
    }

    /** Looks whether there is room again. */
    void look() {
        if (state.full() && !failed && has(0)) {
            open();
        }
    }

    void written() {
        failed = false;
        if (state.full()) {
            open();
        }
    }

    void failed(IOException e) {
        failed = true;
        shut(String.valueOf(e.getMessage()));
    }

    private void open() {
        state = new DvrState(false, "", clock.instant());
        log.info("DVR grows again");
    }

    private void shut(String reason) {
        var now = clock.instant();
        retryAt = now.plus(limits.retry());
        if (!state.full()) {
            log.warn("DVR stops growing: {}; live is not affected, and it is tried again", reason);
            state = new DvrState(true, reason, now);
        }
    }
}
