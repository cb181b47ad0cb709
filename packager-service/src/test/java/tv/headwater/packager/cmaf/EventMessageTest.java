package tv.headwater.packager.cmaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.packager.testing.SegmentReader;

/** Reads the boxes back by the standards. */
class EventMessageTest {

    private static String text(ByteBuffer in) {
        int end = in.position();
        while (in.get(end) != 0) {
            end++;
        }
        var text = UTF_8.decode(in.slice(in.position(), end - in.position())).toString();
        in.position(end + 1);
        return text;
    }

    private static String ascii(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static int syncSafe(ByteBuffer in) {
        int size = 0;
        for (int i = 0; i < 4; i++) {
            int next = in.get();
            assertThat(next).isNotNegative();
            size = size * 128 + next;
        }
        return size;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"ad\": 1}", "Ünï 🎥"})
    void carriesATag(String value) {
        carries(value);
    }

    @Test
    void carriesATagBeyondOneByteOfSize() {
        carries("x".repeat(1024));
        carries("x".repeat(20_000));
    }

    private static void carries(String value) {
        var box =
                EventMessage.write(
                        0x1_8000_0007L, 90_000, (1L << 33) + 1, 2_700_000, "org.example.ad", value);

        assertThat(SegmentReader.boxes(box))
                .extracting(SegmentReader.Box::type)
                .containsExactly("emsg");
        var in = SegmentReader.find(box, "emsg").duplicate();
        assertThat(in.getInt()).as("version 1, no flags").isEqualTo(0x01000000);
        assertThat(in.getInt()).as("timescale").isEqualTo(90_000);
        assertThat(in.getLong()).as("presentation_time").isEqualTo((1L << 33) + 1);
        assertThat(in.getInt()).as("event_duration").isEqualTo(2_700_000);
        assertThat(in.getInt()).as("id").isEqualTo(0x80000007);
        assertThat(text(in)).as("scheme_id_uri").isEqualTo("https://aomedia.org/emsg/ID3");
        assertThat(text(in)).as("value").isEmpty();
        assertThat(ascii(in, 3)).isEqualTo("ID3");
        assertThat(in.getShort()).as("v2.4.0").isEqualTo((short) 0x0400);
        assertThat(in.get()).as("flags").isZero();
        assertThat(syncSafe(in)).as("the tag's size").isEqualTo(in.remaining());
        assertThat(ascii(in, 4)).isEqualTo("TXXX");
        assertThat(syncSafe(in) + 2).as("the frame's size").isEqualTo(in.remaining());
        assertThat(in.getShort()).as("flags").isZero();
        assertThat(in.get()).as("UTF-8").isEqualTo((byte) 3);
        assertThat(text(in)).isEqualTo("org.example.ad");
        assertThat(UTF_8.decode(in).toString()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 32})
    void aDurationThatIsNotKnownOrTooLongIsUnknown(long duration) {
        var box = EventMessage.write(1, 48_000, 0, duration, "", "x");
        assertThat(SegmentReader.find(box, "emsg").getInt(16)).isEqualTo(-1);
    }

    @Test
    void standsBeforeAFragmentThatReadsAsBefore() {
        var samples = java.util.List.of(new Sample(ByteBuffer.wrap(new byte[] {1}), 3000, 0, true));
        var fragment = Fragment.video(List.of(), 1, 0, samples);
        var message = EventMessage.write(1, 90_000, 0, -1, "", "x");
        var both = ByteBuffer.allocate(message.remaining() + fragment.remaining());
        both.put(message.duplicate()).put(fragment.duplicate()).flip();

        assertThat(SegmentReader.boxes(both))
                .extracting(SegmentReader.Box::type)
                .containsExactly("emsg", "moof", "mdat");
        assertThat(SegmentReader.samples(both)).isEqualTo(SegmentReader.samples(fragment));
    }

    @Test
    void refusesWhatItCannotSay() {
        assertThatThrownBy(() -> EventMessage.write(1, 1, -1, 0, "", ""))
                .hasMessage("presentation time -1 is negative");
        assertThatThrownBy(() -> EventMessage.write(1, 1, 0, 0, "", "a\0b"))
                .hasMessage("a text of an ID3 tag holds U+0000");
    }
}
