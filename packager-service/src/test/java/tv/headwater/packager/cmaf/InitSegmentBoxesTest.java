package tv.headwater.packager.cmaf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tv.headwater.packager.testing.SegmentReader.boxes;
import static tv.headwater.packager.testing.SegmentReader.find;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.testing.SegmentReader;

class InitSegmentBoxesTest {

    @Test
    void videoHasItsSampleEntry() {
        var init = InitSegmentBoxes.write(TestMedia.videoTrack());
        assertThat(boxes(init)).extracting(SegmentReader.Box::type).containsExactly("ftyp", "moov");
        assertThat(find(init, "moov", "trak", "mdia", "mdhd").getInt(12)).isEqualTo(90_000);
        var tkhd = find(init, "moov", "trak", "tkhd");
        assertThat(tkhd.getInt(tkhd.limit() - 8) >>> 16).isEqualTo(TestMedia.WIDTH);
        assertThat(tkhd.getInt(tkhd.limit() - 4) >>> 16).isEqualTo(TestMedia.HEIGHT);
        var avc1 = sampleEntry(init, "avc1");
        assertThat(avc1.getShort(24)).isEqualTo((short) TestMedia.WIDTH);
        assertThat(find(avc1.slice(78, avc1.limit() - 78), "avcC"))
                .isEqualTo(TestMedia.avcConfiguration());
        assertThat(find(init, "moov", "mvex", "trex").getInt(4)).isEqualTo(1);
    }

    @Test
    void aacHasItsDescriptors() {
        var init = InitSegmentBoxes.write(TestMedia.audioTrack());
        assertThat(find(init, "moov", "trak", "mdia", "mdhd").getInt(12)).isEqualTo(48_000);
        var mp4a = sampleEntry(init, "mp4a");
        assertThat(mp4a.getShort(16)).isEqualTo((short) 2);
        assertThat(mp4a.getInt(24) >>> 16).isEqualTo(48_000);
        var esds = find(mp4a.slice(28, mp4a.limit() - 28), "esds");
        assertThat(descriptor(esds.slice(4, esds.limit() - 4)))
                .isEqualTo(TestMedia.audioSpecificConfiguration());
    }

    /** Walks ES_Descriptor and DecoderConfigDescriptor down to the DecoderSpecificInfo. */
    private static ByteBuffer descriptor(ByteBuffer in) {
        assertThat(in.get(0)).isEqualTo((byte) 3);
        assertThat(in.get(1)).isEqualTo((byte) (in.limit() - 2));
        var decoder = in.slice(5, in.limit() - 5);
        assertThat(decoder.get(0)).isEqualTo((byte) 4);
        assertThat(decoder.get(2)).isEqualTo((byte) 0x40);
        var specific = decoder.slice(15, decoder.get(1) - 13);
        assertThat(specific.get(0)).isEqualTo((byte) 5);
        assertThat(decoder.get(15 + specific.limit())).isEqualTo((byte) 6);
        return specific.slice(2, specific.get(1));
    }

    @ParameterizedTest
    @CsvSource({"hvc1, hvcC, 78", "av01, av1C, 78", "Opus, dOps, 28"})
    void otherCodecsCarryTheirRecord(String codec, String box, int at) {
        var record = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
        var track =
                codec.equals("Opus")
                        ? new Track.Audio(2, FourCc.OPUS, 48_000, 2, 960, record)
                        : new Track.Video(1, FourCc.of(codec), 1920, 1080, record);
        var init = InitSegmentBoxes.write(track);
        var brands = US_ASCII.decode(find(init, "ftyp").duplicate()).toString();
        assertThat(brands.contains("av01")).isEqualTo(codec.equals("av01"));
        var entry = sampleEntry(init, codec);
        assertThat(find(entry.slice(at, entry.limit() - at), box)).isEqualTo(record);
    }

    @Test
    void anUnknownCodecIsRefused() {
        var track = new Track.Video(1, FourCc.of("vp09"), 16, 16, ByteBuffer.allocate(4));
        assertThatThrownBy(() -> InitSegmentBoxes.write(track))
                .hasMessage("codec vp09 has no sample entry");
    }

    private static ByteBuffer sampleEntry(ByteBuffer init, String codec) {
        var stsd = find(init, "moov", "trak", "mdia", "minf", "stbl", "stsd");
        return find(stsd.slice(8, stsd.limit() - 8), codec);
    }
}
