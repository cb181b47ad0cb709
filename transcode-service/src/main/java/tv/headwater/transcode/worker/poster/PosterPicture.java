package tv.headwater.transcode.worker.poster;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/** A decoded picture as a JPEG for a page: upright, of square pixels, and small. */
public final class PosterPicture {

    public static final int MAX_WIDTH = 640;
    public static final int MAX_HEIGHT = 1138;

    /** No JPEG is larger. */
    public static final int MAX_BYTES = 256 * 1024;

    /** A JPEG of more bytes is made again with a coarser quantiser. */
    private static final int ENOUGH_BYTES = 60 * 1024;

    private static final int[] QUANTISERS = {4, 7, 12, 20, 31};

    private static final int HD_HEIGHT = 720;

    private PosterPicture() {}

    /**
     * @param picture in any form of YUV; it is not changed
     * @throws FfmpegException if no JPEG of at most {@link #MAX_BYTES} can be made of it
     */
    public static ByteBuffer jpeg(AVFrame picture) {
        var scaled = Ffmpeg.allocated(av_frame_alloc(), "poster");
        try {
            scale(picture, scaled);
            for (int quantiser : QUANTISERS) {
                var jpeg = encode(scaled, quantiser);
                boolean isLast = quantiser == QUANTISERS[QUANTISERS.length - 1];
                if (jpeg.remaining() <= (isLast ? MAX_BYTES : ENOUGH_BYTES)) {
                    return jpeg;
                }
            }
            throw new FfmpegException("no JPEG of the picture is below " + MAX_BYTES + " bytes");
        } finally {
            av_frame_free(scaled);
        }
    }

    private static void scale(AVFrame picture, AVFrame scaled) {
        var source = Ffmpeg.allocated(av_frame_alloc(), "poster");
        var scaler = Ffmpeg.allocated(sws_alloc_context(), "poster");
        try {
            Ffmpeg.check(av_frame_ref(source, picture), "poster");
            if (source.colorspace() == AVCOL_SPC_UNSPECIFIED) {
                source.colorspace(
                        source.height() >= HD_HEIGHT ? AVCOL_SPC_BT709 : AVCOL_SPC_BT470BG);
            }
            fit(source, scaled);
            scaled.format(AV_PIX_FMT_YUVJ420P).color_range(AVCOL_RANGE_JPEG);
            scaled.colorspace(AVCOL_SPC_BT470BG);
            scaler.flags(SWS_AREA);
            Ffmpeg.check(sws_scale_frame(scaler, scaled, source), "poster");
        } finally {
            sws_freeContext(scaler);
            av_frame_free(source);
        }
    }

    /** The largest even size within limits that has the display aspect ratio and makes nothing larger. */
    private static void fit(AVFrame source, AVFrame scaled) {
        var aspect = source.sample_aspect_ratio();
        boolean isKnown = aspect.num() > 0 && aspect.den() > 0;
        double width = source.width() * (isKnown ? (double) aspect.num() / aspect.den() : 1);
        double height = source.height();
        double scale = Math.min(1, Math.min(MAX_WIDTH / width, MAX_HEIGHT / height));
        scaled.width(even(width * scale)).height(even(height * scale));
    }

    private static int even(double length) {
        return Math.max(2, 2 * (int) Math.round(length / 2));
    }

    private static ByteBuffer encode(AVFrame picture, int quantiser) {
        AVCodec codec = Ffmpeg.allocated(avcodec_find_encoder(AV_CODEC_ID_MJPEG), "JPEG encoder");
        AVCodecContext context = Ffmpeg.allocated(avcodec_alloc_context3(codec), "JPEG encoder");
        AVPacket packet = Ffmpeg.allocated(av_packet_alloc(), "JPEG encoder");
        try {
            context.width(picture.width()).height(picture.height());
            context.pix_fmt(AV_PIX_FMT_YUVJ420P).color_range(AVCOL_RANGE_JPEG);
            context.time_base(av_make_q(1, 1)).thread_count(1);
            context.flags(context.flags() | AV_CODEC_FLAG_QSCALE);
            context.global_quality(FF_QP2LAMBDA * quantiser);
            Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "JPEG encoder");
            picture.quality(FF_QP2LAMBDA * quantiser).pts(0);
            Ffmpeg.check(avcodec_send_frame(context, picture), "JPEG encoder");
            Ffmpeg.check(avcodec_send_frame(context, null), "JPEG encoder");
            Ffmpeg.check(avcodec_receive_packet(context, packet), "JPEG encoder");
            var jpeg = new byte[packet.size()];
            packet.data().get(jpeg);
            return ByteBuffer.wrap(jpeg);
        } finally {
            av_packet_free(packet);
            avcodec_free_context(context);
        }
    }
}
