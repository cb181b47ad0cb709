package tv.headwater.ingest.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;

class TailTest {

    @Test
    void anEmptyLaneIsABeginning() {
        var tail = new Tail(TestMedia.STREAM);
        tail.endOfStretch();

        assertThat(tail.next()).isEqualTo(Numbering.FIRST);
        assertThat(tail.isComplete()).isFalse();
    }

    @Test
    void readsBackwardsInStretchesUntilAConfiguration() {
        var r = new Recording(Numbering.after(9, 2, 4));
        r.tracks(Recording.SMALL, Recording.STEREO);
        r.both(0, 3_000, 2_000);
        var tail = new Tail(TestMedia.STREAM);
        int split = r.records.size() - 10;

        r.records.subList(split, r.records.size()).forEach(tail::on);
        tail.endOfStretch();
        assertThat(tail.isComplete()).isFalse();
        r.records.subList(0, split).forEach(tail::on);
        tail.endOfStretch();

        assertThat(tail.isComplete()).isTrue();
        assertThat(tail.epoch()).isEqualTo(7);
        assertThat(tail.next()).isEqualTo(new Numbering(12, 4, 4));
    }

    @Test
    void measuresTheSegmentThatWasCutShort() {
        var r = new Recording();
        r.tracks(Recording.SMALL, Recording.STEREO);
        r.both(0, 7_000, 8_000);
        var tail = new Tail(TestMedia.STREAM);
        r.records.forEach(tail::on);
        tail.endOfStretch();

        assertThat(tail.next()).isEqualTo(new Numbering(1, 1, 7));
    }

    /** It is written by another, in the session it knows of, and has no segment. */
    @Test
    void passesOverTimedMetadata() {
        var r = new Recording(Numbering.after(9, 2, 4));
        r.tracks(Recording.SMALL, Recording.STEREO);
        r.both(0, 3_000, 2_000);
        var event = new TimedEvent(EventId.random(), null, 1, null, null, false, Map.of(), null);
        var metadata = TimedMetadata.of(TestMedia.STREAM, 99, 1_000_000, event);
        var tail = new Tail(TestMedia.STREAM);
        r.records.forEach(record -> {
            tail.on(metadata);
            tail.on(record);
        });
        tail.on(metadata.stamped(TestMedia.stamp(99, 5, 77)));
        tail.endOfStretch();

        assertThat(tail.epoch()).isEqualTo(7);
        assertThat(tail.next()).isEqualTo(new Numbering(12, 4, 4));
    }

    @Test
    void ignoresOtherStreams() {
        var tail = new Tail(new StreamId("anotherstream001"));
        MediaRecord other = new Configuration(TestMedia.stamp(1, 0, 5), true, TestMedia.config());
        tail.on(other);
        tail.endOfStretch();

        assertThat(tail.isComplete()).isFalse();
        assertThat(tail.next()).isEqualTo(Numbering.FIRST);
    }
}
