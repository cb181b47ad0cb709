package tv.headwater.contract.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;

class MediaRecordCodecTest {

    private static final AccessUnit IDR =
            TestMedia.video().getFirst().stamped(TestMedia.stamp(1024, 1, 7));

    /** Drives decode, encode and the fuzz seeds. */
    static List<MediaRecord> records() {
        return List.of(
                new Configuration(TestMedia.stamp(1024, 0, 7), true, TestMedia.config()),
                new Configuration(
                        TestMedia.stamp(1024, 0, 7),
                        false,
                        new SessionConfig(
                                1, 90_000L << 32, 180_000, 2, 0, 150, TestMedia.config().tracks())),
                IDR,
                TestMedia.video().get(1).stamped(TestMedia.stamp(1024, 2, 7)),
                TestMedia.audio().getFirst().stamped(TestMedia.stamp(1024, 3, 7)),
                new EndOfSession(TestMedia.stamp(1024, 4, 7)),
                new Claim(TestMedia.stamp(0, 5L << 30, 0)),
                TimedMetadata.of(TestMedia.STREAM, 1024, 17, TimedEventTest.CUE),
                TimedMetadata.of(TestMedia.STREAM, 1024, 18, TimedEventTest.CHAPTER),
                TimedMetadata.of(TestMedia.STREAM, 1024, 18, TimedEventTest.CHAPTER).toldAgain());
    }

    @ParameterizedTest
    @MethodSource("records")
    void roundTrips(MediaRecord record) {
        assertThat(MediaRecordCodec.decode(ByteBuffer.wrap(MediaRecordCodec.encode(record))))
                .isEqualTo(record);
    }

    @Test
    void bytesAreGolden() {
        var end = MediaRecordCodec.encode(new EndOfSession(TestMedia.stamp(1024, 4, 7)));
        assertThat(HexFormat.of().formatHex(end))
                .isEqualTo(
                        "01030000"
                                + "7465737473747265616d303030303031"
                                + "0000000000000400"
                                + "0000000000000004"
                                + "0000000000000000"
                                + "0000000000000000"
                                + "0000000000000000"
                                + "00065f2bb5e24000"
                                + "0000000000000007"
                                + "736f7572636500000000000000000000"
                                + "00000000"
                                + "a3195b25");
    }

    @Property
    void aChangedByteIsNoticed(
            @ForAll @IntRange(max = 8) int which,
            @ForAll @IntRange(min = 0) int at,
            @ForAll byte change) {
        var bytes = MediaRecordCodec.encode(records().get(which));
        int offset = at % bytes.length;
        if (change == 0) {
            return;
        }
        bytes[offset] ^= change;
        assertThatThrownBy(() -> MediaRecordCodec.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedMediaRecord.class);
    }

    @Property
    void aCutRecordIsNoticed(
            @ForAll @IntRange(max = 8) int which, @ForAll @IntRange(min = 0) int at) {
        var bytes = MediaRecordCodec.encode(records().get(which));
        assertThatThrownBy(
                        () -> MediaRecordCodec.decode(ByteBuffer.wrap(bytes, 0, at % bytes.length)))
                .isInstanceOf(MalformedMediaRecord.class);
    }

    /** Past the CRC, every field may still hold anything: the decoder answers with its own exception or a record. */
    @Property(tries = 5000)
    void aForgedRecordIsARecordOrMalformed(
            @ForAll @IntRange(max = 8) int which,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0) Integer> at,
            @ForAll byte value) {
        var bytes = MediaRecordCodec.encode(records().get(which));
        at.forEach(offset -> bytes[offset % bytes.length] = value);
        var forged = ByteBuffer.wrap(bytes);
        forged.put(0, (byte) 1);
        forged.putInt(92, bytes.length - MediaRecordCodec.HEADER_LENGTH);
        forged.putInt(96, crc(bytes));
        try {
            assertThat(MediaRecordCodec.decode(forged).stamp()).isNotNull();
        } catch (MalformedMediaRecord e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void aRecordBeyondTheLimitIsRefused() {
        var huge =
                new AccessUnit(
                        TestMedia.stamp(1, 1, 1),
                        1,
                        FourCc.AVC1,
                        true,
                        0,
                        0,
                        ByteBuffer.allocate(MediaRecordCodec.MAX_RECORD_LENGTH));
        assertThatThrownBy(() -> MediaRecordCodec.encode(huge))
                .hasMessage("media record of 8388708 bytes exceeds 8388608");
    }

    @Test
    void payloadIsAViewOfTheRecord() {
        var bytes = MediaRecordCodec.encode(IDR);
        var unit = (AccessUnit) MediaRecordCodec.decode(ByteBuffer.wrap(bytes));
        bytes[MediaRecordCodec.HEADER_LENGTH] ^= 1;
        assertThat(unit.payload().get(0)).isEqualTo(bytes[MediaRecordCodec.HEADER_LENGTH]);
    }

    private static int crc(byte[] bytes) {
        var crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, 96);
        crc.update(bytes, 100, bytes.length - 100);
        return (int) crc.getValue();
    }
}
