package tv.headwater.contract.media;

import java.nio.ByteBuffer;

/** One elementary stream of a session, with what a muxer must know to write its sample entry. */
public sealed interface Track {

    /** Track number inside the session, 1 to 255; {@link AccessUnit#track} refers to it. */
    int id();

    FourCc codec();

    /**
     * The decoder configuration record: AVCDecoderConfigurationRecord (ISO/IEC 14496-15) for avc1, HEVC's and AV1's for
     * hvc1 and av01, AudioSpecificConfig (ISO/IEC 14496-3) for mp4a, the dOps body for Opus. Read-only; callers duplicate
     * before they move its position.
     */
    ByteBuffer decoderConfiguration();

    /** @param width and {@code height} in luma samples, as displayed */
    record Video(int id, FourCc codec, int width, int height, ByteBuffer decoderConfiguration)
            implements Track {
        public Video {
            requireTrackId(id);
            decoderConfiguration = decoderConfiguration.slice().asReadOnlyBuffer();
        }
    }

    /** @param sampleRate in Hz; {@code samplesPerFrame} is 1024 for AAC-LC */
    record Audio(
            int id,
            FourCc codec,
            int sampleRate,
            int channels,
            int samplesPerFrame,
            ByteBuffer decoderConfiguration)
            implements Track {
        public Audio {
            requireTrackId(id);
            decoderConfiguration = decoderConfiguration.slice().asReadOnlyBuffer();
        }
    }

    private static void requireTrackId(int id) {
        if (id < 1 || id > 255) {
            throw new IllegalArgumentException("track id " + id + " is not in 1..255");
        }
    }
}
