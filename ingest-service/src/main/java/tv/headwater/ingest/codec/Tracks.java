package tv.headwater.ingest.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;

/** Describes tracks by their decoder configuration records. */
public final class Tracks {

    /** Every session's video track. */
    public static final int VIDEO = 1;

    /** Every session's audio track. */
    public static final int AUDIO = 2;

    private static final int NAL_VPS_HEVC = 32;
    private static final int NAL_SPS_HEVC = 33;

    private Tracks() {}

    /**
     * @param announced the size in onMetaData, used where the codec's record tells none
     * @throws MalformedConfiguration if the record cannot be read or the codec is not carried
     */
    public static Track.Video video(
            FourCc codec, ByteBuffer configuration, @Nullable PictureSize announced) {
        var sequence = sequence(codec, configuration);
        var size = sequence == null ? announced : sequence.size();
        if (size == null) {
            throw new MalformedConfiguration(
                    "neither the " + codec + " configuration nor onMetaData tells the size");
        }
        return new Track.Video(VIDEO, codec, size.width(), size.height(), configuration);
    }

    /** The frame rate a decoder configuration record declares, null where it declares none or an implausible one. */
    public static @Nullable FrameRate frameRate(FourCc codec, ByteBuffer configuration) {
        try {
            var sequence = sequence(codec, configuration);
            return sequence == null ? null : sequence.frameRate();
        } catch (MalformedConfiguration e) {
            return null;
        }
    }

    private static @Nullable VideoSequence sequence(FourCc codec, ByteBuffer configuration) {
        var in = configuration.duplicate();
        try {
            if (codec.equals(FourCc.AVC1)) {
                return ofAvcC(in);
            }
            if (codec.equals(FourCc.HVC1)) {
                return ofHvcC(in);
            }
            if (codec.equals(FourCc.AV01)) {
                return Av1Sequence.ofAv1C(in);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedConfiguration(codec + " configuration is cut short");
        }
        throw new MalformedConfiguration("video codec " + codec + " is not carried");
    }

    /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1). */
    private static VideoSequence ofAvcC(ByteBuffer in) {
        int version = in.get();
        if (version != 1) {
            throw new MalformedConfiguration("avcC version " + version + " is not 1");
        }
        in.position(in.position() + 3);
        requireLongLengths(in.get());
        if ((in.get() & 0x1f) == 0) {
            throw new MalformedConfiguration("avcC holds no SPS");
        }
        return AvcSequence.parse(nalUnit(in));
    }

    /** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1). */
    private static VideoSequence ofHvcC(ByteBuffer in) {
        in.position(in.position() + 21);
        requireLongLengths(in.get());
        int arrays = Byte.toUnsignedInt(in.get());
        FrameRate ofVideo = null;
        for (int i = 0; i < arrays; i++) {
            int type = in.get() & 0x3f;
            int count = Short.toUnsignedInt(in.getShort());
            for (int j = 0; j < count; j++) {
                var nalUnit = nalUnit(in);
                if (type == NAL_VPS_HEVC) {
                    ofVideo = HevcSequence.ofVideoParameters(nalUnit);
                } else if (type == NAL_SPS_HEVC) {
                    var sequence = HevcSequence.parse(nalUnit);
                    return sequence.frameRate() != null
                            ? sequence
                            : new VideoSequence(sequence.size(), ofVideo);
                }
            }
        }
        throw new MalformedConfiguration("hvcC holds no SPS");
    }

    private static void requireLongLengths(byte lengthSizeMinusOne) {
        int length = (lengthSizeMinusOne & 3) + 1;
        if (length != 4) {
            throw new MalformedConfiguration("NAL unit lengths of " + length + " bytes are not 4");
        }
    }

    private static ByteBuffer nalUnit(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new MalformedConfiguration(
                    "NAL unit of " + length + " bytes, but " + in.remaining() + " are left");
        }
        var nalUnit = in.slice(in.position(), length);
        in.position(in.position() + length);
        return nalUnit;
    }

    /**
     * @param configuration an AudioSpecificConfig, or an OpusHead, of which the track has the dOps body
     * @throws MalformedConfiguration if the record cannot be read or the codec is not carried
     */
    public static Track.Audio audio(FourCc codec, ByteBuffer configuration) {
        if (codec.equals(FourCc.OPUS)) {
            var opus = OpusHead.parse(configuration);
            return new Track.Audio(
                    AUDIO,
                    codec,
                    OpusHead.SAMPLE_RATE,
                    opus.channels(),
                    OpusPacket.USUAL,
                    opus.dOps());
        }
        if (!codec.equals(FourCc.MP4A)) {
            throw new MalformedConfiguration("audio codec " + codec + " is not carried");
        }
        var aac = AudioSpecificConfig.parse(configuration);
        return new Track.Audio(
                AUDIO,
                codec,
                aac.sampleRate(),
                aac.channels(),
                aac.samplesPerFrame(),
                configuration);
    }

    /** How many samples a frame of the track holds: packets of Opus say so themselves. */
    public static int samples(Track.Audio track, ByteBuffer frame) {
        return track.codec().equals(FourCc.OPUS)
                ? OpusPacket.samples(frame)
                : track.samplesPerFrame();
    }
}
