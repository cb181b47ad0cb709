package tv.headwater.transcode.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Stamp;

class TailTest {

    private static final StreamId STREAM = new StreamId("mine000000000001");
    private static final StreamId OTHER = new StreamId("other00000000001");
    private static final long A = 5L << 30;
    private static final long B = 6L << 30;

    private final Tail tail = new Tail(STREAM);
    private long offset;

    @Test
    void leavesOutWhatAClaimMadeVoid() {
        give(
                claim(A),
                unit(A),
                unit(A + 1),
                claim(B),
                unit(A + 2),
                unit(B),
                unit(A + 3),
                unit(B + 1));
        assertThat(standing()).containsExactly(A, A + 1, B, B + 1);
        assertThat(tail.highestSequence()).isEqualTo(B + 1);
    }

    @Test
    void leavesOutWhatAClaimBeforeTheStretchMadeVoid() {
        give(unit(A + 7), unit(B + 3), unit(A + 8));
        assertThat(standing()).containsExactly(B + 3);
    }

    @Test
    void keepsWhatStandsBeforeAClaimInTheStretch() {
        give(unit(A + 7), claim(B), unit(B));
        assertThat(standing()).containsExactly(A + 7, B);
    }

    @Test
    void ignoresALowerClaimAfterAHigher() {
        give(claim(B), unit(B), claim(A), unit(A), unit(B + 1));
        assertThat(standing()).containsExactly(B, B + 1);
    }

    @Test
    void countsWhatIsNoRecordAndPassesOverOthers() {
        tail.on(STREAM.value(), 0, new byte[] {1, 2, 3});
        tail.on(STREAM.value(), 1, null);
        tail.on(STREAM.value(), 2, MediaRecordCodec.encode(unit(OTHER, B)));
        tail.on(OTHER.value(), 3, new byte[] {1});
        tail.on(OTHER.value(), 4, MediaRecordCodec.encode(unit(OTHER, B)));
        assertThat(tail.malformed()).isEqualTo(3);
        assertThat(tail.highestSequence()).isEqualTo(-1);
        assertThat(tail.standing()).isEmpty();
    }

    private void give(MediaRecord... records) {
        for (var record : records) {
            tail.on(STREAM.value(), offset++, MediaRecordCodec.encode(record));
        }
    }

    private List<Long> standing() {
        return tail.standing().stream().map(at -> at.record().stamp().sequence()).toList();
    }

    private static Claim claim(long base) {
        return new Claim(new Stamp(STREAM, Rendition.SOURCE, 0, base, 0, 0));
    }

    private static AccessUnit unit(long sequence) {
        return unit(STREAM, sequence);
    }

    private static AccessUnit unit(StreamId streamId, long sequence) {
        return new AccessUnit(
                new Stamp(streamId, new Rendition("720p"), 1, sequence, 0, 0),
                1,
                FourCc.AVC1,
                true,
                0,
                0,
                ByteBuffer.allocate(10));
    }
}
