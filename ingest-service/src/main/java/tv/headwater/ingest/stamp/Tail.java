package tv.headwater.ingest.stamp;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.TimedMetadata;

/** Gathers where a stream stands from the last records of its lane, fed in the order of the log, newest stretch first. */
public final class Tail {

    private final StreamId streamId;
    private long epoch = -1;
    private long lastSegment = -1;
    private @Nullable Configuration configuration;
    private @Nullable Configuration newestInStretch;
    private long firstDts = Long.MAX_VALUE;
    private long lastDts = Long.MIN_VALUE;

    public Tail(StreamId streamId) {
        this.streamId = streamId;
    }

    /** A record of the lane, of whatever stream. */
    public void on(MediaRecord record) {
        if (!record.stamp().streamId().equals(streamId) || record instanceof TimedMetadata) {
            return;
        }
        epoch = Math.max(epoch, record.stamp().epoch());
        if (record.stamp().segment() > lastSegment) {
            lastSegment = record.stamp().segment();
            firstDts = Long.MAX_VALUE;
            lastDts = Long.MIN_VALUE;
        }
        switch (record) {
            case Configuration c -> newestInStretch = c;
            case AccessUnit u -> measure(u);
            case EndOfSession e -> {}
            case Claim c -> {}
            case TimedMetadata m -> {}
        }
    }

    private void measure(AccessUnit unit) {
        if (unit.stamp().segment() == lastSegment) {
            firstDts = Math.min(firstDts, unit.dts());
            lastDts = Math.max(lastDts, unit.dts());
        }
    }

    /** A stretch has been read; what comes next is older. */
    public void endOfStretch() {
        configuration = configuration == null ? newestInStretch : configuration;
        newestInStretch = null;
    }

    /** Whether older records can add nothing. */
    public boolean isComplete() {
        return configuration != null;
    }

    /** The newest session in the log, −1 if there is none. */
    public long epoch() {
        return epoch;
    }

    /** What follows, {@link Numbering#FIRST} if the log holds nothing of the stream. */
    public Numbering next() {
        if (lastSegment < 0) {
            return Numbering.FIRST;
        }
        var config = configuration == null ? null : configuration.config();
        long open = lastDts < firstDts ? 0 : lastDts - firstDts;
        int seconds = Math.toIntExact(Math.round((double) open / MediaRecord.TICKS_PER_SECOND));
        return Numbering.after(
                lastSegment,
                config == null ? -1 : config.discontinuitySequence(),
                Math.max(seconds, config == null ? 0 : config.targetDuration()));
    }
}
