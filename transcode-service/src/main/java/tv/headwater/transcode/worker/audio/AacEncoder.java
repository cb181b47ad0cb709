package tv.headwater.transcode.worker.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;

/**
 * Samples in, AAC-LC out. The encoder's first frame is none of what was put in, but what it needs to begin; it comes out like the
 * others, with the pts of a frame before the first sample.
 */
final class AacEncoder implements AutoCloseable {

    static final int FRAME = 1024;
    static final int BITRATE = 128_000;

    private static final int BYTES_PER_SAMPLE = Float.BYTES;

    private final AVCodecContext context;
    private final AVPacket packet = Ffmpeg.allocated(av_packet_alloc(), "AAC encoder");
    private final AVFrame frame = Ffmpeg.allocated(av_frame_alloc(), "AAC encoder");
    private final Consumer<AacUnit> out;
    private long start;
    private int filled;

    /**
     * @param start the first sample that will be put in, a multiple of {@link #FRAME}
     */
    AacEncoder(long start, Consumer<AacUnit> out) {
        this.start = start;
        this.out = out;
        var codec = Ffmpeg.allocated(avcodec_find_encoder_by_name("aac"), "AAC encoder");
        context = Ffmpeg.allocated(avcodec_alloc_context3(codec), "AAC encoder");
        try {
            context.sample_fmt(AV_SAMPLE_FMT_FLTP).sample_rate(AudioTranscoder.SAMPLE_RATE);
            av_channel_layout_default(context.ch_layout(), AudioTranscoder.CHANNELS);
            context.bit_rate(BITRATE).time_base(av_make_q(1, AudioTranscoder.SAMPLE_RATE));
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
            Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "AAC encoder");
            frame.format(AV_SAMPLE_FMT_FLTP).sample_rate(AudioTranscoder.SAMPLE_RATE);
            frame.nb_samples(FRAME);
            av_channel_layout_default(frame.ch_layout(), AudioTranscoder.CHANNELS);
            Ffmpeg.check(av_frame_get_buffer(frame, 0), "AAC encoder");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The AudioSpecificConfig. */
    ByteBuffer configuration() {
        var configuration = new byte[context.extradata_size()];
        context.extradata().get(configuration);
        return ByteBuffer.wrap(configuration);
    }

    void silence(long samples) {
        long left = samples;
        while (left > 0) {
            int count = room(left);
            for (int channel = 0; channel < AudioTranscoder.CHANNELS; channel++) {
                Pointer.memset(
                        frame.data(channel).position((long) filled * BYTES_PER_SAMPLE),
                        0,
                        (long) count * BYTES_PER_SAMPLE);
            }
            advance(count);
            left -= count;
        }
    }

    /** Puts the samples of {@code from} in, but the first {@code skip}. */
    void samples(AVFrame from, int skip) {
        int at = skip;
        while (at < from.nb_samples()) {
            int count = room(from.nb_samples() - at);
            for (int channel = 0; channel < AudioTranscoder.CHANNELS; channel++) {
                Pointer.memcpy(
                        frame.data(channel).position((long) filled * BYTES_PER_SAMPLE),
                        from.data(channel).position((long) at * BYTES_PER_SAMPLE),
                        (long) count * BYTES_PER_SAMPLE);
            }
            advance(count);
            at += count;
        }
    }

    private int room(long wanted) {
        if (filled == 0) {
            Ffmpeg.check(av_frame_make_writable(frame), "AAC encoder");
        }
        return (int) Math.min(wanted, FRAME - filled);
    }

    private void advance(int count) {
        filled += count;
        if (filled == FRAME) {
            frame.pts(start);
            send(frame);
            start += FRAME;
            filled = 0;
        }
    }

    private void send(@Nullable AVFrame samples) {
        Ffmpeg.check(avcodec_send_frame(context, samples), "AAC encoder");
        int code = avcodec_receive_packet(context, packet);
        while (code >= 0) {
            var payload = new byte[packet.size()];
            packet.data().get(payload);
            long index = packet.pts() / FRAME;
            av_packet_unref(packet);
            out.accept(
                    new AacUnit(ByteBuffer.wrap(payload), index * AudioTranscoder.TICKS_PER_FRAME));
            code = avcodec_receive_packet(context, packet);
        }
        if (code != Ffmpeg.AGAIN && code != Ffmpeg.END) {
            Ffmpeg.check(code, "AAC encoder");
        }
    }

    /** Fills the last frame with silence and gives everything out. Nothing can be put in after that. */
    void flush() {
        if (filled > 0) {
            silence(FRAME - filled);
        }
        send(null);
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
