package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.media.MediaRecordCodec;

class BacklogTest {

    private final Source source = new Source();
    private final Backlog backlog = new Backlog(10_000);

    private static SourceRecord record(Source source, int offset, long writtenAt) {
        var media = source.records.get(offset);
        return new SourceRecord(
                offset,
                writtenAt,
                ByteBuffer.wrap(MediaRecordCodec.encode(media)),
                media,
                SpanContext.getInvalid());
    }

    private void add(int from, int to) {
        for (int offset = from; offset < to; offset++) {
            backlog.add(record(source, offset, offset));
        }
    }

    private List<Long> rest() {
        var offsets = new ArrayList<Long>();
        for (var next = backlog.next(); next != null; next = backlog.next()) {
            offsets.add(next.offset());
        }
        return offsets;
    }

    @Test
    void givesEverythingOnceAndAgainToAFreshWorker() {
        source.session(2, 2);
        add(0, 6);
        assertThat(rest()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(backlog.hasNext()).isFalse();
        backlog.trimBefore(8);
        backlog.rewind();
        assertThat(rest()).containsExactly(3L, 4L, 5L);
        assertThat(backlog.oldestOffset()).hasValue(3);
    }

    @Test
    void beginsWithAConfigAndTakesNothingTwiceOrOfAnOlderSession() {
        source.session(2, 2).end().session(1, 2);
        add(1, 3);
        assertThat(backlog.hasNext()).isFalse();
        add(3, 7);
        add(4, 6);
        assertThat(rest()).containsExactly(3L, 4L, 5L, 6L);
        add(7, 10);
        add(6, 7);
        assertThat(rest()).containsExactly(7L, 8L, 9L);
    }

    @Test
    void leavesThePicturesOfASkippedSegmentOut() {
        source.session(3, 2);
        add(0, 9);
        backlog.skip(8);
        assertThat(rest()).containsExactly(0L, 1L, 2L, 3L, 6L, 7L, 8L);
        assertThat(backlog.isSkipped(8)).isTrue();
        backlog.trimBefore(9);
        assertThat(backlog.isSkipped(8)).isFalse();
    }

    @Test
    void isFullOnlyWhileSomethingWaits() {
        source.session(3, 40);
        add(0, 80);
        assertThat(backlog.isFull()).isTrue();
        assertThat(backlog.forgetWhereTooBig()).isEmpty();
        rest();
        assertThat(backlog.isFull()).isFalse();
        assertThat(backlog.forgetWhereTooBig()).hasValue(7);
        assertThat(backlog.oldestOffset()).hasValue(41);
        assertThat(backlog.bytes()).isLessThan(10_000);
    }

    @Test
    void goesOnWithTheFirstSegmentYoungEnough() {
        source.session(4, 2);
        add(0, 9);
        assertThat(backlog.jump(3)).isEqualTo(1);
        assertThat(backlog.oldestOffset()).hasValue(3);
        assertThat(backlog.jump(8)).isEqualTo(2);
        assertThat(backlog.oldestOffset()).isEmpty();
        add(9, 12);
        assertThat(rest()).containsExactly(9L, 10L, 11L);
    }

    @Test
    void knowsThePicturesOfASegment() {
        source.session(2, 3);
        add(0, 7);
        assertThat(backlog.picturesOf(7)).containsExactlyInAnyOrderElementsOf(source.pictures(7));
        assertThat(backlog.segmentsFrom(8)).containsOnlyKeys(8L);
    }

    @Test
    void forgetsASessionThatIsOver() {
        source.session(1, 2).end().session(1, 2);
        add(0, 4);
        rest();
        backlog.trimSent();
        assertThat(backlog.oldestOffset()).isEmpty();
        assertThat(backlog.bytes()).isZero();
        add(4, 7);
        assertThat(rest()).containsExactly(4L, 5L, 6L);
    }
}
