package tv.headwater.transcode.worker.encode;

import static org.bytedeco.ffmpeg.global.avutil.AV_HWDEVICE_TYPE_VAAPI;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NV12;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_VAAPI;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_copy_props;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_hwdevice_ctx_create;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_init;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_transfer_data;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVHWFramesContext;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;

/** Brings yuv420p pictures into the form and the memory an encoder reads them from. */
sealed interface PictureForm extends AutoCloseable {

    /** Tells an encoder, before it is opened, what it will get. */
    void announce(AVCodecContext encoder);

    /** The same picture, valid until the next call. */
    AVFrame of(AVFrame picture);

    @Override
    void close();

    /**
     * @throws tv.headwater.transcode.worker.ffmpeg.FfmpegException if there is no such device
     */
    static PictureForm of(String encoder, int width, int height) {
        if (encoder.endsWith("_vaapi")) {
            return new Vaapi(width, height);
        }
        return encoder.endsWith("_qsv") ? new Nv12() : new AsItIs();
    }

    /** Software encoders and NVENC read yuv420p from where it is. */
    record AsItIs() implements PictureForm {

        @Override
        public void announce(AVCodecContext encoder) {
            encoder.pix_fmt(AV_PIX_FMT_YUV420P);
        }

        @Override
        public AVFrame of(AVFrame picture) {
            return picture;
        }

        @Override
        public void close() {}
    }

    /** Quick Sync uploads by itself, but reads chroma interleaved. */
    record Nv12(SwsContext scaler, AVFrame frame) implements PictureForm {

        Nv12() {
            this(
                    Ffmpeg.allocated(sws_alloc_context(), "nv12"),
                    Ffmpeg.allocated(av_frame_alloc(), "nv12"));
        }

        @Override
        public void announce(AVCodecContext encoder) {
            encoder.pix_fmt(AV_PIX_FMT_NV12);
        }

        @Override
        public AVFrame of(AVFrame picture) {
            // The encoder may still read the one before, so each has a buffer of its own.
            av_frame_unref(frame);
            frame.format(AV_PIX_FMT_NV12).width(picture.width()).height(picture.height());
            Ffmpeg.check(av_frame_copy_props(frame, picture), "nv12");
            Ffmpeg.check(sws_scale_frame(scaler, frame, picture), "nv12");
            return frame;
        }

        @Override
        public void close() {
            av_frame_free(frame);
            sws_freeContext(scaler);
        }
    }

    /** VA-API encodes only what is in its own memory. */
    final class Vaapi implements PictureForm {

        /** More than an encoder with two B-frames and lookahead holds at once. */
        private static final int SURFACES = 24;

        private final Nv12 nv12 = new Nv12();
        private final AVFrame frame = Ffmpeg.allocated(av_frame_alloc(), "VA-API");
        private final AVBufferRef device = new AVBufferRef(null);
        private final AVBufferRef frames;

        Vaapi(int width, int height) {
            int code =
                    av_hwdevice_ctx_create(device, AV_HWDEVICE_TYPE_VAAPI, (String) null, null, 0);
            frames = code < 0 ? new AVBufferRef(null) : av_hwframe_ctx_alloc(device);
            try {
                Ffmpeg.check(code, "VA-API device");
                var pool = new AVHWFramesContext(frames.data());
                pool.format(AV_PIX_FMT_VAAPI).sw_format(AV_PIX_FMT_NV12);
                pool.width(width).height(height).initial_pool_size(SURFACES);
                Ffmpeg.check(av_hwframe_ctx_init(frames), "VA-API surfaces");
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        @Override
        public void announce(AVCodecContext encoder) {
            encoder.pix_fmt(AV_PIX_FMT_VAAPI).hw_frames_ctx(av_buffer_ref(frames));
        }

        @Override
        public AVFrame of(AVFrame picture) {
            av_frame_unref(frame);
            Ffmpeg.check(av_hwframe_get_buffer(frames, frame, 0), "VA-API surface");
            Ffmpeg.check(av_hwframe_transfer_data(frame, nv12.of(picture), 0), "VA-API upload");
            Ffmpeg.check(av_frame_copy_props(frame, picture), "VA-API upload");
            return frame;
        }

        @Override
        public void close() {
            av_frame_free(frame);
            av_buffer_unref(frames);
            av_buffer_unref(device);
            nv12.close();
        }
    }
}
