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
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.Output;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;
import tv.headwater.transcode.worker.ffmpeg.Options;

/** One rung's encoder. Used and closed by one thread. */
public final class VideoEncoder implements AutoCloseable {

    private static final int GREY = 0x80;

    private final String name;
    private final EncoderSettings settings;
    private final PictureForm form;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final ByteBuffer configuration;
    private boolean isOpen;
    private byte[] coded = new byte[64 * 1024];

    /**
     * Opens the first encoder of {@code settings} that works here.
     *
     * @param notes hears of each that does not
     * @throws FfmpegException if none works
     */
    public static VideoEncoder open(EncoderSettings settings, Output notes) {
        return new Encoders(notes).open(settings);
    }

    VideoEncoder(String name, EncoderSettings settings) {
        this.name = name;
        this.settings = settings;
        var codec = codec(name);
        this.form = PictureForm.of(name, settings.rung().width(), settings.rung().height());
        this.context = Ffmpeg.allocated(avcodec_alloc_context3(codec), name);
        this.packet = Ffmpeg.allocated(av_packet_alloc(), name);
        try (var options = new Options(EncoderOptions.of(name, settings))) {
            configure();
            Ffmpeg.check(avcodec_open2(context, codec, options.dictionary()), name);
            isOpen = true;
            options.requireAllTaken(name);
            this.configuration = DecoderConfiguration.of(context, settings.rung().codec());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static AVCodec codec(String name) {
        var codec = avcodec_find_encoder_by_name(name);
        if (codec == null) {
            throw new FfmpegException("this build of FFmpeg has no encoder " + name);
        }
        return codec;
    }

    private void configure() {
        var rung = settings.rung();
        context.width(rung.width()).height(rung.height());
        form.announce(context);
        context.sample_aspect_ratio(av_make_q(1, 1));
        context.time_base(av_make_q(1, MediaRecord.TICKS_PER_SECOND));
        context.framerate(
                av_make_q(settings.frameRate().numerator(), settings.frameRate().denominator()));
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
     * @throws FfmpegException if the encoder fails
     */
    public void encode(AVFrame frame, boolean forceIdr, Consumer<EncodedPicture> out) {
        frame.pict_type(forceIdr ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        send(form.of(frame), out);
    }

    /** Gives out everything that was taken in. Nothing can be encoded after that. */
    public void flush(Consumer<EncodedPicture> out) {
        send(null, out);
    }

    /**
     * Encodes one grey picture.
     *
     * @throws FfmpegException if that does not work
     */
    void tryOut() {
        var picture = Ffmpeg.allocated(av_frame_alloc(), name);
        try {
            picture.width(settings.rung().width()).height(settings.rung().height());
            picture.format(AV_PIX_FMT_YUV420P).pts(0);
            Ffmpeg.check(av_frame_get_buffer(picture, 0), name);
            for (int plane = 0; plane < 3; plane++) {
                long rows = plane == 0 ? picture.height() : (picture.height() + 1) / 2;
                Pointer.memset(picture.data(plane), GREY, rows * picture.linesize(plane));
            }
            List<EncodedPicture> out = new ArrayList<>();
            encode(picture, true, out::add);
            flush(out::add);
            if (out.size() != 1 || !out.getFirst().randomAccess()) {
                throw new FfmpegException(name + " made " + out.size() + " pictures of one");
            }
        } finally {
            av_frame_free(picture);
        }
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

    /** SVT-AV1 is not to be closed before it has been told the end. */
    @Override
    public void close() {
        if (isOpen && avcodec_send_frame(context, null) >= 0) {
            while (avcodec_receive_packet(context, packet) >= 0) {
                av_packet_unref(packet);
            }
        }
        av_packet_free(packet);
        avcodec_free_context(context);
        form.close();
    }
}
