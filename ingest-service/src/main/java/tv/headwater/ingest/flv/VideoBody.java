package tv.headwater.ingest.flv;

import java.nio.ByteBuffer;
import java.util.List;
import tv.headwater.contract.media.FourCc;

/** VIDEODATA (FLV 10.1 annex E.4.3.1) and the ExVideoTagHeader of Enhanced RTMP. */
final class VideoBody {

    private static final int EX_HEADER = 0x80;
    private static final int KEY_FRAME = 1;
    private static final int COMMAND_FRAME = 5;
    private static final int AVC = 7;
    private static final int HEVC = 12;
    private static final int METADATA = 4;
    private static final int MULTITRACK = 6;
    private static final List<String> CODECS =
            List.of(
                    "",
                    "JPEG",
                    "Sorenson H.263",
                    "Screen Video",
                    "VP6",
                    "VP6 with alpha",
                    "Screen Video 2");

    private VideoBody() {}

    static FlvTag read(int timestamp, ByteBuffer in) {
        int first = Byte.toUnsignedInt(in.get());
        return (first & EX_HEADER) != 0
                ? enhanced(timestamp, first, in)
                : legacy(timestamp, first, in);
    }

    private static FlvTag legacy(int timestamp, int first, ByteBuffer in) {
        int frameType = first >> 4;
        if (frameType == COMMAND_FRAME) {
            return new FlvTag.Ignored("video command frame");
        }
        int number = first & 0x0F;
        if (number != AVC && number != HEVC) {
            throw FlvReader.unsupported("video codec", number, CODECS, "H.264");
        }
        var codec = number == AVC ? FourCc.AVC1 : FourCc.HVC1;
        int packetType = Byte.toUnsignedInt(in.get());
        if (packetType == 2) {
            return new FlvTag.VideoEnd(codec);
        }
        int offset = signed24(in);
        return switch (packetType) {
            case 0 -> new FlvTag.VideoConfiguration(codec, configuration(codec, in));
            case 1 -> frame(codec, frameType, timestamp, offset, in);
            default -> throw new MalformedFlv("AVC packet type " + packetType + " is unknown");
        };
    }

    private static FlvTag enhanced(int timestamp, int first, ByteBuffer in) {
        int frameType = first >> 4 & 0x07;
        int outer = ExHeader.withoutModifiers(first & 0x0F, in);
        if (outer == METADATA) {
            return new FlvTag.Ignored("video metadata frame");
        }
        if (frameType == COMMAND_FRAME) {
            return new FlvTag.Ignored("video command frame");
        }
        var header = ExHeader.read(outer, MULTITRACK, in);
        if (header.track() != ExHeader.FIRST_TRACK) {
            return new FlvTag.OtherTrack(header.track());
        }
        if (header.packetType() == METADATA) {
            return new FlvTag.Ignored("video metadata frame");
        }
        var codec =
                FlvReader.supported(
                        header.codec(),
                        FlvReader.SUPPORTED_VIDEO,
                        "video codec",
                        "H.264, HEVC or AV1");
        var body = header.body();
        return switch (header.packetType()) {
            case 0 -> new FlvTag.VideoConfiguration(codec, configuration(codec, body));
            case 1 -> {
                int offset = codec.equals(FourCc.AV01) ? 0 : signed24(body);
                yield frame(codec, frameType, timestamp, offset, body);
            }
            case 2 -> new FlvTag.VideoEnd(codec);
            case 3 -> frame(codec, frameType, timestamp, 0, body);
            default ->
                    throw new MalformedFlv(
                            "video packet type " + header.packetType() + " is unknown");
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
    private static ByteBuffer configuration(FourCc codec, ByteBuffer in) {
        var record = FlvReader.configuration("video", in);
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

    /** Signed 24 bits. */
    private static int signed24(ByteBuffer in) {
        return in.getShort() << 8 | Byte.toUnsignedInt(in.get());
    }
}
