package tv.headwater.ingest.flv;

import java.nio.ByteBuffer;
import java.util.List;
import tv.headwater.contract.media.FourCc;

/** AUDIODATA (FLV 10.1 annex E.4.2.1) and the ExAudioTagHeader of Enhanced RTMP. */
final class AudioBody {

    private static final int EX_AUDIO = 9;
    private static final int AAC = 10;
    private static final int MULTITRACK = 5;
    private static final List<String> FORMATS =
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

    private AudioBody() {}

    static FlvTag read(int timestamp, ByteBuffer in) {
        int first = Byte.toUnsignedInt(in.get());
        return first >> 4 == EX_AUDIO
                ? enhanced(timestamp, first, in)
                : legacy(timestamp, first >> 4, in);
    }

    private static FlvTag legacy(int timestamp, int format, ByteBuffer in) {
        if (format != AAC) {
            throw FlvReader.unsupported("audio format", format, FORMATS, "AAC");
        }
        int packetType = Byte.toUnsignedInt(in.get());
        return switch (packetType) {
            case 0 ->
                    new FlvTag.AudioConfiguration(
                            FourCc.MP4A, FlvReader.configuration("audio", in));
            case 1 -> frame(FourCc.MP4A, timestamp, in);
            default -> throw new MalformedFlv("AAC packet type " + packetType + " is unknown");
        };
    }

    private static FlvTag enhanced(int timestamp, int first, ByteBuffer in) {
        int outer = ExHeader.withoutModifiers(first & 0x0F, in);
        var header = ExHeader.read(outer, MULTITRACK, in);
        if (header.track() != ExHeader.FIRST_TRACK) {
            return new FlvTag.OtherTrack(header.track());
        }
        var codec =
                FlvReader.supported(
                        header.codec(), FlvReader.SUPPORTED_AUDIO, "audio codec", "AAC or Opus");
        var body = header.body();
        return switch (header.packetType()) {
            case 0 -> new FlvTag.AudioConfiguration(codec, FlvReader.configuration("audio", body));
            case 1 -> frame(codec, timestamp, body);
            case 2 -> new FlvTag.Ignored("end of audio sequence");
            case 4 -> new FlvTag.Ignored("multichannel configuration");
            default ->
                    throw new MalformedFlv(
                            "audio packet type " + header.packetType() + " is unknown");
        };
    }

    private static FlvTag frame(FourCc codec, int timestamp, ByteBuffer in) {
        return in.hasRemaining()
                ? new FlvTag.AudioFrame(codec, timestamp, in.slice())
                : new FlvTag.Ignored("empty audio frame");
    }
}
