package tv.headwater.ingest.flv;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import tv.headwater.contract.media.FourCc;

/**
 * Reads the bodies of audio and video tags: those of Adobe's FLV 10.1 (annex E.4) with AVC and AAC, and those of Enhanced
 * RTMP 2 with a FourCC. Payloads are read-only views of the body.
 */
public final class FlvReader {

    /** What a publisher may send, for connect's answer. */
    public static final List<FourCc> SUPPORTED =
            List.of(FourCc.AVC1, FourCc.HVC1, FourCc.AV01, FourCc.MP4A, FourCc.OPUS);

    private static final Set<FourCc> VIDEO = Set.of(FourCc.AVC1, FourCc.HVC1, FourCc.AV01);
    private static final Set<FourCc> AUDIO = Set.of(FourCc.MP4A, FourCc.OPUS);
    private static final int EX_HEADER = 0x80;
    private static final int KEY_FRAME = 1;
    private static final int COMMAND_FRAME = 5;
    private static final int AVC = 7;
    private static final int EX_AUDIO = 9;
    private static final int AAC = 10;
    private static final int METADATA = 4;
    private static final int MULTITRACK = 6;
    private static final int AUDIO_MULTITRACK = 5;
    private static final int MOD_EX = 7;

    private static final List<String> VIDEO_CODECS =
            List.of(
                    "",
                    "JPEG",
                    "Sorenson H.263",
                    "Screen Video",
                    "VP6",
                    "VP6 with alpha",
                    "Screen Video 2");
    private static final List<String> AUDIO_CODECS =
            List.of(
                    "linear PCM",
                    "ADPCM",
                    "MP3",
                    "linear PCM",
                    "Nellymoser",
                    "Nellymoser",
                    "Nellymoser",
                    "G.711 A-law",
                    "G.711 mu-law",
                    "",
                    "",
                    "Speex",
                    "",
                    "",
                    "MP3",
                    "device-specific sound");

    private FlvReader() {}

    /**
     * @param timestamp of the message that carries the tag
     * @throws MalformedFlv if {@code body} is cut short or of a codec that is not supported
     */
    public static FlvTag video(int timestamp, ByteBuffer body) {
        var in = body.slice().asReadOnlyBuffer();
        if (!in.hasRemaining()) {
            return new FlvTag.Ignored("empty video tag");
        }
        try {
            int first = Byte.toUnsignedInt(in.get());
            return (first & EX_HEADER) != 0
                    ? exVideo(timestamp, first, in)
                    : legacyVideo(timestamp, first, in);
        } catch (BufferUnderflowException e) {
            throw new MalformedFlv("video tag of " + body.remaining() + " bytes is cut short");
        }
    }

    private static FlvTag legacyVideo(int timestamp, int first, ByteBuffer in) {
        int frameType = first >> 4;
        if (frameType == COMMAND_FRAME) {
            return new FlvTag.Ignored("video command frame");
        }
        int codec = first & 0x0F;
        if (codec != AVC) {
            throw unsupported("video codec", codec, VIDEO_CODECS, "H.264");
        }
        int packetType = Byte.toUnsignedInt(in.get());
        if (packetType == 2) {
            return new FlvTag.VideoEnd(FourCc.AVC1);
        }
        int offset = signed24(in);
        return switch (packetType) {
            case 0 ->
                    new FlvTag.VideoConfiguration(FourCc.AVC1, videoConfiguration(FourCc.AVC1, in));
            case 1 -> frame(FourCc.AVC1, frameType, timestamp, offset, in);
            default -> throw new MalformedFlv("AVC packet type " + packetType + " is unknown");
        };
    }

    /** ExVideoTagHeader of Enhanced RTMP. */
    private static FlvTag exVideo(int timestamp, int first, ByteBuffer in) {
        int frameType = first >> 4 & 0x07;
        int packetType = withoutModifiers(first & 0x0F, in);
        if (packetType == METADATA) {
            return new FlvTag.Ignored("video metadata frame");
        }
        if (frameType == COMMAND_FRAME) {
            return new FlvTag.Ignored("video command frame");
        }
        if (packetType == MULTITRACK) {
            throw new MalformedFlv("multitrack video is not supported: send one video track");
        }
        var codec = fourCc(in, VIDEO, "video codec", "H.264, HEVC or AV1");
        return switch (packetType) {
            case 0 -> new FlvTag.VideoConfiguration(codec, videoConfiguration(codec, in));
            case 1 -> {
                int offset = codec.equals(FourCc.AV01) ? 0 : signed24(in);
                yield frame(codec, frameType, timestamp, offset, in);
            }
            case 2 -> new FlvTag.VideoEnd(codec);
            case 3 -> frame(codec, frameType, timestamp, 0, in);
            default -> throw new MalformedFlv("video packet type " + packetType + " is unknown");
        };
    }

    private static FlvTag frame(
            FourCc codec, int frameType, int timestamp, int offset, ByteBuffer in) {
        return in.hasRemaining()
                ? new FlvTag.VideoFrame(
                        codec, frameType == KEY_FRAME, timestamp, offset, in.slice())
                : new FlvTag.Ignored("empty video frame");
    }

    /** An avcC, hvcC or av1C record; NAL unit lengths must be the 4 bytes that every encoder sends. */
    private static ByteBuffer videoConfiguration(FourCc codec, ByteBuffer in) {
        var record = configuration("video", in);
        int lengthSizeAt = codec.equals(FourCc.AVC1) ? 4 : codec.equals(FourCc.HVC1) ? 21 : -1;
        if (lengthSizeAt >= 0) {
            if (record.remaining() <= lengthSizeAt) {
                throw new MalformedFlv(
                        codec + " configuration of " + record.remaining() + " bytes is cut short");
            }
            int lengthSize = (record.get(lengthSizeAt) & 0x03) + 1;
            if (lengthSize != 4) {
                throw new MalformedFlv(
                        "NAL unit lengths of " + lengthSize + " bytes are not supported: send 4");
            }
        }
        return record;
    }

    /**
     * @param timestamp of the message that carries the tag
     * @throws MalformedFlv if {@code body} is cut short or of a codec that is not supported
     */
    public static FlvTag audio(int timestamp, ByteBuffer body) {
        var in = body.slice().asReadOnlyBuffer();
        if (!in.hasRemaining()) {
            return new FlvTag.Ignored("empty audio tag");
        }
        try {
            int first = Byte.toUnsignedInt(in.get());
            return first >> 4 == EX_AUDIO
                    ? exAudio(timestamp, first, in)
                    : legacyAudio(timestamp, first, in);
        } catch (BufferUnderflowException e) {
            throw new MalformedFlv("audio tag of " + body.remaining() + " bytes is cut short");
        }
    }

    private static FlvTag legacyAudio(int timestamp, int first, ByteBuffer in) {
        int format = first >> 4;
        if (format != AAC) {
            throw unsupported("audio format", format, AUDIO_CODECS, "AAC");
        }
        int packetType = Byte.toUnsignedInt(in.get());
        return switch (packetType) {
            case 0 -> new FlvTag.AudioConfiguration(FourCc.MP4A, configuration("audio", in));
            case 1 -> audioFrame(FourCc.MP4A, timestamp, in);
            default -> throw new MalformedFlv("AAC packet type " + packetType + " is unknown");
        };
    }

    /** ExAudioTagHeader of Enhanced RTMP. */
    private static FlvTag exAudio(int timestamp, int first, ByteBuffer in) {
        int packetType = withoutModifiers(first & 0x0F, in);
        if (packetType == AUDIO_MULTITRACK) {
            throw new MalformedFlv("multitrack audio is not supported: send one audio track");
        }
        var codec = fourCc(in, AUDIO, "audio codec", "AAC or Opus");
        return switch (packetType) {
            case 0 -> new FlvTag.AudioConfiguration(codec, configuration("audio", in));
            case 1 -> audioFrame(codec, timestamp, in);
            case 2 -> new FlvTag.Ignored("end of audio sequence");
            case 4 -> new FlvTag.Ignored("multichannel configuration");
            default -> throw new MalformedFlv("audio packet type " + packetType + " is unknown");
        };
    }

    private static FlvTag audioFrame(FourCc codec, int timestamp, ByteBuffer in) {
        return in.hasRemaining()
                ? new FlvTag.AudioFrame(codec, timestamp, in.slice())
                : new FlvTag.Ignored("empty audio frame");
    }

    private static ByteBuffer configuration(String kind, ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw new MalformedFlv("empty " + kind + " configuration");
        }
        return in.slice();
    }

    /** Skips ModEx, which refine the time by nanoseconds, and gives the packet type behind them. */
    private static int withoutModifiers(int packetType, ByteBuffer in) {
        int type = packetType;
        while (type == MOD_EX) {
            int size = Byte.toUnsignedInt(in.get()) + 1;
            if (size == 256) {
                size = Short.toUnsignedInt(in.getShort()) + 1;
            }
            if (size > in.remaining()) {
                throw new BufferUnderflowException();
            }
            in.position(in.position() + size);
            type = in.get() & 0x0F;
        }
        return type;
    }

    private static FourCc fourCc(
            ByteBuffer in, Set<FourCc> supported, String what, String instead) {
        var codec = new FourCc(in.getInt());
        if (!supported.contains(codec)) {
            throw new MalformedFlv(
                    what + " " + printable(codec) + " is not supported: send " + instead);
        }
        return codec;
    }

    private static String printable(FourCc codec) {
        var text = codec.toString();
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F)
                ? "'" + text + "'"
                : "0x%08x".formatted(codec.code());
    }

    private static MalformedFlv unsupported(
            String what, int number, List<String> names, String instead) {
        var name = number < names.size() ? names.get(number) : "";
        return new MalformedFlv(
                what
                        + " "
                        + number
                        + (name.isEmpty() ? "" : " (" + name + ")")
                        + " is not supported: send "
                        + instead);
    }

    /** Signed 24 bits. */
    private static int signed24(ByteBuffer in) {
        return in.getShort() << 8 | Byte.toUnsignedInt(in.get());
    }
}
