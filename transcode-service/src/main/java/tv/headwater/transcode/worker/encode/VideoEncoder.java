package tv.headwater.transcode.worker.encode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.Options;

/** One rung's encoder. Used and closed by one thread. */
public final class VideoEncoder implements AutoCloseable {

    private final String name;
    private final EncoderSettings settings;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final ByteBuffer configuration;
    private byte[] coded = new byte[64 * 1024];

    /**
     * Opens the first encoder of {@code settings} that works here.
     *
     * @param notes hears of each that does not
     * @throws tv.headwater.transcode.worker.ffmpeg.FfmpegException if none works
     */
    public static VideoEncoder open(EncoderSettings settings, Output notes) {
        return new Encoders(notes).open(settings);
    }

    VideoEncoder(String name, EncoderSettings settings) {
        this.name = name;
        this.settings = settings;
        this.context = context(name);
        this.packet = Ffmpeg.allocated(av_packet_alloc(), name);
        try (var options = new Options(EncoderOptions.of(name, settings))) {
            configure();
            Ffmpeg.check(avcodec_open2(context, context.codec(), options.dictionary()), name);
            options.requireAllTaken(name);
            this.configuration = DecoderConfiguration.of(context, settings.rung().codec());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static AVCodecContext context(String name) {
        var codec = avcodec_find_encoder_by_name(name);
        if (codec == null) {
            throw new tv.headwater.transcode.worker.ffmpeg.FfmpegException(
                    "this build of FFmpeg has no encoder " + name);
        }
        return Ffmpeg.allocated(avcodec_alloc_context3(codec), name);
    }

    private void configure() {
        var rung = settings.rung();
        context.width(rung.width()).height(rung.height()).pix_fmt(AV_PIX_FMT_YUV420P);
        context.sample_aspect_ratio(av_make_q(1, 1));
        context.time_base(av_make_q(1, MediaRecord.TICKS_PER_SECOND));
        context.framerate(
                av_make_q(settings.frameRate().numerator(), settings.frameRate().denominator()));
        context.bit_rate(rung.videoBitrate()).rc_max_rate(settings.maxBitrate());
        context.rc_buffer_size(rung.videoBitrate());
        context.flags(context.flags() | AV_CODEC_FLAG_CLOSED_GOP | AV_CODEC_FLAG_GLOBAL_HEADER);
        context.thread_count(settings.threads());
        var colour = settings.colour();
        context.color_range(colour.range()).color_primaries(colour.primaries());
        context.color_trc(colour.transfer()).colorspace(colour.matrix());
    }

    /** FFmpeg's name of the encoder. */
    public String name() {
        return name;
    }

    /** The track that the pictures make. */
    public Track.Video track(int id) {
        var rung = settings.rung();
        return new Track.Video(
                id, rung.codec().fourCc(), rung.width(), rung.height(), configuration);
    }

    /**
     * Takes a picture in, and gives out what is ready.
     *
     * @param frame yuv420p of the rung's size, with a pts in ticks greater than that of the one before. Its picture type is changed
     * @param forceIdr whether it becomes an IDR picture; no other picture does, but the very first
     * @throws tv.headwater.transcode.worker.ffmpeg.FfmpegException if the encoder fails
     */
    public void encode(AVFrame frame, boolean forceIdr, Consumer<EncodedPicture> out) {
        frame.pict_type(forceIdr ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        send(frame, out);
    }

    /** Gives out everything that was taken in. Nothing can be encoded after that. */
    public void flush(Consumer<EncodedPicture> out) {
        send(null, out);
    }

    private void send(@Nullable AVFrame frame, Consumer<EncodedPicture> out) {
        Ffmpeg.check(avcodec_send_frame(context, frame), name);
        int code = avcodec_receive_packet(context, packet);
        while (code >= 0) {
            out.accept(picture());
            av_packet_unref(packet);
            code = avcodec_receive_packet(context, packet);
        }
        if (code != Ffmpeg.AGAIN && code != Ffmpeg.END) {
            Ffmpeg.check(code, name);
        }
    }

    private EncodedPicture picture() {
        int size = packet.size();
        if (coded.length < size) {
            coded = new byte[size * 2];
        }
        packet.data().get(coded, 0, size);
        return new EncodedPicture(
                SampleForm.of(settings.rung().codec(), coded, size),
                (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                packet.dts(),
                packet.pts());
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
