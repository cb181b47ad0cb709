package tv.headwater.transcode.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;

/** What a stretch of a lane of {@code rendition-media} says of one stream. */
final class Tail {

    /** More than retention keeps of one stream: 15 minutes of 60 pictures a second in 10 rungs. */
    private static final int MAX_RECORDS = 1_000_000;

    /** A record of the stream where it stands; access units without payload. */
    record At(long offset, MediaRecord record) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final StreamId streamId;
    private final List<At> records = new ArrayList<>();
    private long highest = -1;
    private long malformed;

    Tail(StreamId streamId) {
        this.streamId = streamId;
    }

    /** The next record of the lane, of whatever stream. */
    void on(String key, long offset, byte @Nullable [] value) {
        if (!key.equals(streamId.value())) {
            return;
        }
        if (value == null) {
            malformed++;
            return;
        }
        try {
            var record = MediaRecordCodec.decode(ByteBuffer.wrap(value));
            if (record.stamp().streamId().equals(streamId)) {
                add(offset, record);
            } else {
                malformed++;
            }
        } catch (MalformedMediaRecord e) {
            malformed++;
        }
    }

    private void add(long offset, MediaRecord record) {
        if (records.size() == MAX_RECORDS) {
            throw new LogUnavailable(
                    "stream " + streamId + " has more than " + MAX_RECORDS + " records to read");
        }
        highest = Math.max(highest, record.stamp().sequence());
        records.add(
                new At(
                        offset,
                        record instanceof AccessUnit unit ? unit.carrying(NOTHING) : record));
    }

    /** The highest sequence of any record of the stream, void or not; −1 without one. */
    long highestSequence() {
        return highest;
    }

    /** Records of the stream that are not media records, or another's. */
    long malformed() {
        return malformed;
    }

    /** What no claim made void, without the claims. */
    List<At> standing() {
        long floor = earlierClaim();
        var standing = new ArrayList<At>();
        for (var at : records) {
            long sequence = at.record().stamp().sequence();
            if (at.record() instanceof Claim) {
                floor = Math.max(floor, sequence);
            } else if (sequence >= floor) {
                standing.add(at);
            }
        }
        return standing;
    }

    /** The newest claim from before the stretch, as far as the records that count from it tell. */
    private long earlierClaim() {
        long earlier = 0;
        long claimed = -1;
        for (var at : records) {
            long base = RenditionMediaTopic.base(at.record().stamp().sequence());
            if (at.record() instanceof Claim) {
                claimed = Math.max(claimed, base);
            } else if (base > claimed) {
                earlier = Math.max(earlier, base);
            }
        }
        return earlier;
    }
}
