package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;

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
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.crypt.KeyReference;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.Origin;

class HeadCodecTest {

    private static final RenditionKey KEY = new RenditionKey(Disk.STREAM, Disk.SOURCE);
    private static final HeadCodec CODEC = new HeadCodec(KEY, 3);
    private static final long OFFSET = 4711;

    /** Drives decode, encode and the fuzz seeds. */
    static List<Head> heads() {
        return List.of(
                Head.Init.of(Disk.INIT),
                Head.Init.of(audio(TestMedia.audioTrack())),
                Head.Init.of(
                        audio(
                                new Track.Audio(
                                        255,
                                        FourCc.OPUS,
                                        48_000,
                                        65_535,
                                        65_535,
                                        ByteBuffer.allocate(0)))),
                new Head.Media(7, 1, 2, 3, 4, 5, 6, true, 8, 9),
                Head.Init.of(
                        encrypted(
                                new KeyReference(
                                        7,
                                        "00112233445566778899aabbccddeeff",
                                        "ffeeddccbbaa99887766554433221100"))),
                Head.Init.of(
                        encrypted(new KeyReference(7, "00112233445566778899aabbccddeeff", null))),
                new Head.Media(
                        Long.MAX_VALUE,
                        -1,
                        Long.MIN_VALUE,
                        -3,
                        Integer.MAX_VALUE,
                        -5,
                        StoredSegment.MAX_SAMPLES,
                        false,
                        Integer.MAX_VALUE,
                        -9));
    }

    private static InitSegment encrypted(KeyReference key) {
        return new InitSegment(
                1,
                new Origin(3, 4),
                2,
                TestMedia.videoTrack(),
                90_000,
                "avc1.64001F",
                0,
                ByteBuffer.allocate(3),
                key);
    }

    private static InitSegment audio(Track track) {
        return new InitSegment(
                1,
                new Origin(1_700_000_000_000_000L, 90_000),
                0xffff_ffffL,
                track,
                48_000,
                "mp4a.40.2",
                9_600,
                ByteBuffer.allocate(3));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void roundTrips(Head head) {
        var bytes = CODEC.encode(head, OFFSET);
        assertThat(HeadCodec.length(bytes)).isEqualTo(bytes.remaining());
        assertThat(CODEC.decode(bytes, OFFSET)).isEqualTo(head);
    }

    @Test
    void anInitSegmentComesBackWhole() {
        var head = (Head.Init) CODEC.decode(CODEC.encode(Head.Init.of(Disk.INIT), 0), 0);
        assertThat(head).isNotNull();
        assertThat(head.with(Disk.INIT.bytes())).isEqualTo(Disk.INIT);
    }

    /** Volumes of an older packager are read by a newer one. */
    @Test
    void bytesAreGolden() {
        assertThat(HexFormat.of().formatHex(CODEC.encode(heads().get(3), OFFSET).array()))
                .isEqualTo(
                        "48574431"
                                + "02"
                                + "00"
                                + "0031"
                                + "00000008"
                                + "00000009"
                                + "0000000000000007"
                                + "0000000000000001"
                                + "0000000000000002"
                                + "0000000000000003"
                                + "00000004"
                                + "0000000000000005"
                                + "00000006"
                                + "01"
                                + "cdf9c326");
    }

    @ParameterizedTest
    @MethodSource("heads")
    void isGoodInItsPlaceOnly(Head head) {
        var bytes = CODEC.encode(head, OFFSET);
        assertThat(CODEC.decode(bytes, OFFSET + 1)).isNull();
        assertThat(new HeadCodec(KEY, 4).decode(bytes, OFFSET)).isNull();
        assertThat(
                        new HeadCodec(new RenditionKey(Disk.OTHER, Disk.SOURCE), 3)
                                .decode(bytes, OFFSET))
                .isNull();
        assertThat(
                        new HeadCodec(new RenditionKey(Disk.STREAM, Rendition.AUDIO), 3)
                                .decode(bytes, OFFSET))
                .isNull();
    }

    @Property
    void aChangedByteIsNoticed(
            @ForAll @IntRange(max = 5) int which,
            @ForAll @IntRange(min = 0) int at,
            @ForAll byte change) {
        var bytes = CODEC.encode(heads().get(which), OFFSET);
        int offset = at % bytes.limit();
        bytes.put(offset, (byte) (bytes.get(offset) ^ change));
        assertThat(CODEC.decode(bytes, OFFSET) == null).isEqualTo(change != 0);
    }

    @Property
    void anyBytesAreNoHead(@ForAll @Size(max = 300) byte[] bytes) {
        assertThat(CODEC.decode(ByteBuffer.wrap(bytes), OFFSET)).isNull();
    }
}
