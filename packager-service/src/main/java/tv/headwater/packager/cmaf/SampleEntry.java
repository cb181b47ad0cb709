package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;

/** The sample entries of {@code stsd}, each around the decoder configuration record that the log carries. */
final class SampleEntry {

    private static final int DEPTH_24 = 0x0018;
    private static final int MAX_SAMPLE_RATE_FIELD = 0xffff;

    private SampleEntry() {}

    static void write(BoxWriter out, Track track, @Nullable TrackEncryption encryption) {
        switch (track) {
            case Track.Video video -> video(out, video, encryption);
            case Track.Audio audio -> audio(out, audio, encryption);
        }
    }

    private static void video(
            BoxWriter out, Track.Video track, @Nullable TrackEncryption encryption) {
        var configurationBox = configurationBox(track.codec());
        var configuration =
                track.codec().equals(FourCc.HVC1)
                        ? HevcConfiguration.complete(track.decoderConfiguration())
                        : track.decoderConfiguration();
        out.box(
                encryption == null ? track.codec().toString() : "encv",
                () -> {
                    out.zeros(6).u16(1).zeros(16);
                    out.u16(track.width()).u16(track.height());
                    out.u32(0x00480000).u32(0x00480000).u32(0).u16(1).zeros(32);
                    out.u16(DEPTH_24).u16(-1);
                    out.box(configurationBox, () -> out.bytes(configuration));
                    if (encryption != null) {
                        encryption.sinf(out, track.codec().toString());
                    }
                });
    }

    private static void audio(
            BoxWriter out, Track.Audio track, @Nullable TrackEncryption encryption) {
        var configurationBox = configurationBox(track.codec());
        // The field has 16 bits; above, the decoder configuration alone tells the rate.
        int rate = track.sampleRate() <= MAX_SAMPLE_RATE_FIELD ? track.sampleRate() : 0;
        out.box(
                encryption == null ? track.codec().toString() : "enca",
                () -> {
                    out.zeros(6).u16(1).zeros(8);
                    out.u16(track.channels()).u16(16).u32(0).u32((long) rate << 16);
                    if (configurationBox.equals("esds")) {
                        out.fullBox("esds", 0, 0, () -> esds(out, track.decoderConfiguration()));
                    } else {
                        out.box(configurationBox, () -> out.bytes(track.decoderConfiguration()));
                    }
                    if (encryption != null) {
                        encryption.sinf(out, track.codec().toString());
                    }
                });
    }

    private static String configurationBox(FourCc codec) {
        return switch (codec.toString()) {
            case "avc1" -> "avcC";
            case "hvc1" -> "hvcC";
            case "av01" -> "av1C";
            case "mp4a" -> "esds";
            case "Opus" -> "dOps";
            default ->
                    throw new IllegalArgumentException("codec " + codec + " has no sample entry");
        };
    }

    /** ES_Descriptor (ISO/IEC 14496-1 7.2.6.5) around an AudioSpecificConfig. */
    private static void esds(BoxWriter out, ByteBuffer audioSpecificConfiguration) {
        int specific = audioSpecificConfiguration.remaining();
        if (specific > 64) {
            throw new IllegalArgumentException(
                    "AudioSpecificConfig of " + specific + " bytes exceeds 64");
        }
        int descriptorHeader = 2;
        int decoder = 13 + descriptorHeader + specific;
        int elementary = 3 + descriptorHeader + decoder + descriptorHeader + 1;
        out.u8(0x03).u8(elementary).u16(0).u8(0);
        int mpeg4Audio = 0x40;
        int audioStream = 0x15;
        out.u8(0x04).u8(decoder).u8(mpeg4Audio).u8(audioStream).zeros(3).u32(0).u32(0);
        out.u8(0x05).u8(specific).bytes(audioSpecificConfiguration);
        out.u8(0x06).u8(1).u8(2);
    }
}
