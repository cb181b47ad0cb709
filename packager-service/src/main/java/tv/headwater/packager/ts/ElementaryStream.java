package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.List;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.Sample;

/** How a codec's access units stand in a transport stream. */
sealed interface ElementaryStream permits AnnexB, Adts {

    /** Of the PMT (ISO/IEC 13818-1 table 2-34). */
    int streamType();

    /**
     * The access unit's bytes, to be written one after another.
     *
     * @throws IllegalArgumentException if the sample is none of the codec's
     */
    List<ByteBuffer> accessUnit(Sample sample);

    /**
     * @throws IllegalArgumentException if the track is not carried in MPEG-TS, with a sentence that says why
     */
    static ElementaryStream of(Track track) {
        if (track.codec().equals(FourCc.AVC1)) {
            return AnnexB.avc(track.decoderConfiguration());
        }
        if (track.codec().equals(FourCc.HVC1)) {
            return AnnexB.hevc(track.decoderConfiguration());
        }
        if (track.codec().equals(FourCc.MP4A)) {
            return Adts.of(track.decoderConfiguration());
        }
        throw new IllegalArgumentException(
                "codec " + track.codec() + " is not carried in MPEG-TS: avc1, hvc1 and mp4a are");
    }
}
