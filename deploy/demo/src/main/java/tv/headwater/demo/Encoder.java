package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Frames in, packets out. For one thread. */
final class Encoder implements AutoCloseable {

    /** Takes a packet, which is the encoder's own and good until it returns. */
    interface PacketSink {
        void take(AVPacket packet) throws FfmpegFailure;
    }

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();

    private Encoder(AVCodecContext context) {
        this.context = context;
    }

    /** H.264 with B-frames and an IDR every {@code keyframeInterval} frames. */
    static Encoder video(Picture picture, int keyframeInterval, long bitrate) throws FfmpegFailure {
        var context = allocate("libx264");
        context.width(picture.width());
        context.height(picture.height());
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.time_base().num(1).den(picture.frameRate());
        context.framerate().num(picture.frameRate()).den(1);
        context.gop_size(keyframeInterval);
        context.max_b_frames(2);
        context.bit_rate(bitrate);
        context.rc_max_rate(bitrate * 5 / 4);
        context.rc_buffer_size((int) (bitrate * 2));
        context.thread_count(1);
        return open(
                context,
                Map.of(
                        "preset",
                        "superfast",
                        "profile",
                        "main",
                        "x264-params",
                        "scenecut=0:open-gop=0:force-cfr=1:rc-lookahead=10"));
    }

    /** AAC-LC, stereo. */
    static Encoder audio(int sampleRate, long bitrate) throws FfmpegFailure {
        var context = allocate("aac");
        context.sample_rate(sampleRate);
        context.sample_fmt(AV_SAMPLE_FMT_FLTP);
        context.bit_rate(bitrate);
        context.time_base().num(1).den(sampleRate);
        av_channel_layout_default(context.ch_layout(), 2);
        return open(context, Map.of());
    }

    private static AVCodecContext allocate(String name) throws FfmpegFailure {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (codec == null) {
            throw new IllegalStateException("this FFmpeg has no " + name);
        }
        var context = avcodec_alloc_context3(codec);
        context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        return context;
    }

    private static Encoder open(AVCodecContext context, Map<String, String> options)
            throws FfmpegFailure {
        var dictionary = new AVDictionary(null);
        options.forEach((key, value) -> av_dict_set(dictionary, key, value, 0));
        try {
            FfmpegFailure.check(
                    avcodec_open2(context, context.codec(), dictionary), "open the encoder");
        } finally {
            av_dict_free(dictionary);
        }
        return new Encoder(context);
    }

    AVCodecContext context() {
        return context;
    }

    /** Encodes one frame, or what is left when {@code frame} is null, and hands on the packets that are ready. */
    void encode(@Nullable AVFrame frame, PacketSink sink) throws FfmpegFailure {
        FfmpegFailure.check(avcodec_send_frame(context, frame), "encode a frame");
        while (true) {
            int result = avcodec_receive_packet(context, packet);
            if (result == AVERROR_EAGAIN() || result == AVERROR_EOF()) {
                return;
            }
            FfmpegFailure.check(result, "take a packet from the encoder");
            sink.take(packet);
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
