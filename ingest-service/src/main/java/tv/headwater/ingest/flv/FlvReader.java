package tv.headwater.ingest.flv;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import tv.headwater.contract.media.FourCc;

/**
 * Reads the bodies of audio and video tags: those of Adobe's FLV 10.1 (annex E.4) with AVC and AAC, HEVC as codec 12, which
 * some encoders send, and those of Enhanced RTMP 2 with a FourCC. Payloads are read-only views of the body.
 */
public final class FlvReader {

    /** What a publisher may send, for connect's answer. */
    public static final List<FourCc> SUPPORTED_VIDEO =
            List.of(FourCc.AVC1, FourCc.HVC1, FourCc.AV01);

    /** Likewise. */
    public static final List<FourCc> SUPPORTED_AUDIO = List.of(FourCc.MP4A, FourCc.OPUS);

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
            return VideoBody.read(timestamp, in);
        } catch (BufferUnderflowException e) {
            throw new MalformedFlv("video tag of " + body.remaining() + " bytes is cut short");
        }
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
            return AudioBody.read(timestamp, in);
        } catch (BufferUnderflowException e) {
            throw new MalformedFlv("audio tag of " + body.remaining() + " bytes is cut short");
        }
    }

    static ByteBuffer configuration(String kind, ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw new MalformedFlv("empty " + kind + " configuration");
        }
        return in.slice();
    }

    static MalformedFlv unsupported(String what, int number, List<String> names, String instead) {
        var name = number < names.size() ? names.get(number) : "";
        return new MalformedFlv(
                what
                        + " "
                        + number
                        + (name.isEmpty() ? "" : " (" + name + ")")
                        + " is not supported: send "
                        + instead);
    }

    static FourCc supported(FourCc codec, List<FourCc> supported, String what, String instead) {
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
}
