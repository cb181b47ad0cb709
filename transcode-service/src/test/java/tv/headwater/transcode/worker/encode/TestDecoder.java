package tv.headwater.transcode.worker.encode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;

/** Decodes samples as a player does: from the track and nothing else. */
public final class TestDecoder implements AutoCloseable {

    private static final Map<FourCc, Integer> IDS =
            Map.of(
                    FourCc.AVC1, AV_CODEC_ID_H264,
                    FourCc.HVC1, AV_CODEC_ID_HEVC,
                    FourCc.AV01, AV_CODEC_ID_AV1,
                    FourCc.MP4A, AV_CODEC_ID_AAC,
                    FourCc.OPUS, AV_CODEC_ID_OPUS);

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();

    public TestDecoder(Track track) {
        AVCodec codec =
                track.codec().equals(FourCc.AV01)
                        ? avcodec_find_decoder_by_name("libaom-av1")
                        : avcodec_find_decoder(IDS.get(track.codec()));
        context = avcodec_alloc_context3(codec);
        context.pkt_timebase(av_make_q(1, 90_000));
        context.thread_count(1);
        var configuration = new byte[track.decoderConfiguration().remaining()];
        track.decoderConfiguration().duplicate().get(configuration);
        var extradata =
                new BytePointer(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE));
        extradata.put(configuration);
        context.extradata(extradata).extradata_size(configuration.length);
        if (track instanceof Track.Audio audio) {
            context.sample_rate(audio.sampleRate());
            av_channel_layout_default(context.ch_layout(), audio.channels());
        }
        Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "decoder");
    }

    /** Decodes a sample; every frame has the pts of the sample it came in. */
    public void decode(ByteBuffer sample, long dts, long pts, Consumer<AVFrame> out) {
        var bytes = new byte[sample.remaining()];
        sample.duplicate().get(bytes);
        Ffmpeg.check(av_new_packet(packet, bytes.length), "packet");
        packet.data().put(bytes);
        packet.pts(pts).dts(dts);
        Ffmpeg.check(avcodec_send_packet(context, packet), "decode");
        av_packet_unref(packet);
        receive(out);
    }

    public void flush(Consumer<AVFrame> out) {
        Ffmpeg.check(avcodec_send_packet(context, null), "decode");
        receive(out);
    }

    private void receive(Consumer<AVFrame> out) {
        int code = avcodec_receive_frame(context, frame);
        while (code >= 0) {
            out.accept(frame);
            code = avcodec_receive_frame(context, frame);
        }
        if (code != Ffmpeg.AGAIN && code != Ffmpeg.END) {
            Ffmpeg.check(code, "decode");
        }
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
