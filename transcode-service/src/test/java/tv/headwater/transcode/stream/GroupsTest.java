package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Stamp;
import tv.headwater.transcode.wire.WireMessage;

class GroupsTest {

    private final Groups groups = new Groups();

    private static WireMessage.Media media(String rendition, long sequence, boolean more) {
        var stamp =
                new Stamp(
                        TestMedia.stamp(1, 0, 0).streamId(),
                        new Rendition(rendition),
                        1,
                        sequence,
                        0,
                        0);
        return new WireMessage.Media(
                ByteBuffer.wrap(MediaRecordCodec.encode(new EndOfSession(stamp))), more);
    }

    @Test
    void whatStandsAloneGoesAtOnce() {
        var alone = media("720p", 1, false);
        assertThat(groups.add(alone)).containsExactly(alone.record());
    }

    @Test
    void whatBelongsTogetherGoesTogetherWhateverComesBetween() {
        var first = media("720p", 1, true);
        var other = media("480p", 1, true);
        var last = media("720p", 2, false);
        var otherLast = media("480p", 2, false);
        assertThat(groups.add(first)).isEmpty();
        assertThat(groups.add(other)).isEmpty();
        assertThat(groups.add(last)).containsExactly(first.record(), last.record());
        assertThat(groups.add(otherLast)).containsExactly(other.record(), otherLast.record());
    }

    @Test
    void aGroupWithoutEndIsBounded() {
        for (int i = 1; i < Groups.MAX_RECORDS; i++) {
            assertThat(groups.add(media("720p", i, true))).isEmpty();
        }
        assertThat(groups.add(media("720p", Groups.MAX_RECORDS, true))).hasSize(Groups.MAX_RECORDS);
    }
}
