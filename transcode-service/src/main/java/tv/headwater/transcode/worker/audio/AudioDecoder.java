package tv.headwater.transcode.worker.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG2_SKIP_MANUAL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INPUT_CHANGED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_OUTPUT_CHANGED;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc;
import static org.bytedeco.ffmpeg.global.swresample.swr_close;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert_frame;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_delay;
import static org.bytedeco.ffmpeg.global.swresample.swr_is_initialized;

import java.nio.ByteBuffer;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/** Audio frames in, samples out: float, planar, stereo, 48 kHz. Used and closed by one thread. */
final class AudioDecoder implements AutoCloseable {

    /** Gets the samples of a frame. */
    interface Samples {

        /** @param before how many samples at 48 kHz these lie before those of the unit that was decoded, since resampling takes time */
        void accept(AVFrame samples, long before);
    }

    /** The only decoders that untrusted audio meets. */
    private static final Map<FourCc, String> ALLOWED =
            Map.of(FourCc.OPUS, "libopus", FourCc.MP4A, "aac");

    private final AVCodecContext context;
    private final AVPacket packet = Ffmpeg.allocated(av_packet_alloc(), "audio decoder");
    private final AVFrame decoded = Ffmpeg.allocated(av_frame_alloc(), "audio decoder");
    private final AVFrame converted = Ffmpeg.allocated(av_frame_alloc(), "audio decoder");
    private final SwrContext resampler = Ffmpeg.allocated(swr_alloc(), "audio decoder");

    /**
     * @throws FfmpegException if the track's codec is not one of those decoded, or its configuration is no good
     */
    AudioDecoder(Track.Audio track) {
        var name = ALLOWED.get(track.codec());
        if (name == null) {
            throw new FfmpegException("codec " + track.codec() + " is not among those decoded");
        }
        var codec = Ffmpeg.allocated(avcodec_find_decoder_by_name(name), "decoder " + name);
        context = Ffmpeg.allocated(avcodec_alloc_context3(codec), "decoder " + name);
        try {
            setExtradata(
                    track.codec().equals(FourCc.OPUS)
                            ? OpusHead.of(track.decoderConfiguration())
                            : track.decoderConfiguration().duplicate());
            context.sample_rate(track.sampleRate()).thread_count(1);
            av_channel_layout_default(context.ch_layout(), track.channels());
            context.request_sample_fmt(AV_SAMPLE_FMT_FLT);
            // A unit's samples begin at its pts, also where the codec's configuration says that
            // players leave some out.
            context.flags2(context.flags2() | AV_CODEC_FLAG2_SKIP_MANUAL);
            Ffmpeg.check(avcodec_open2(context, codec, (AVDictionary) null), "decoder " + name);
        } catch (IllegalArgumentException e) {
            close();
            throw new FfmpegException("decoder " + name + ": " + e.getMessage());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void setExtradata(ByteBuffer bytes) {
        int size = bytes.remaining();
        var extradata =
                new BytePointer(
                        Ffmpeg.allocated(
                                av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE), "extradata"));
        extradata.capacity(size).asByteBuffer().put(bytes);
        context.extradata(extradata).extradata_size(size);
    }

    /**
     * Decodes one frame.
     *
     * @return false if that was not possible
     */
    boolean decode(ByteBuffer payload, Samples out) {
        int size = payload.remaining();
        Ffmpeg.check(av_new_packet(packet, size), "audio packet");
        packet.data().capacity(size).asByteBuffer().put(payload.duplicate());
        int code = avcodec_send_packet(context, packet);
        av_packet_unref(packet);
        boolean isDecoded = false;
        while (code >= 0) {
            code = avcodec_receive_frame(context, decoded);
            if (code >= 0) {
                isDecoded = convert(out);
                av_frame_unref(decoded);
            }
        }
        return isDecoded && code == Ffmpeg.AGAIN;
    }

    private boolean convert(Samples out) {
        int rate = AudioTranscoder.SAMPLE_RATE;
        long before = swr_is_initialized(resampler) == 0 ? 0 : swr_get_delay(resampler, rate);
        int code = tryConvert(rate);
        if (code == AVERROR_INPUT_CHANGED || code == AVERROR_OUTPUT_CHANGED) {
            swr_close(resampler);
            before = 0;
            code = tryConvert(rate);
        }
        if (code < 0) {
            return false;
        }
        out.accept(converted, before);
        av_frame_unref(converted);
        return true;
    }

    private int tryConvert(int rate) {
        av_frame_unref(converted);
        converted.format(AV_SAMPLE_FMT_FLTP).sample_rate(rate);
        av_channel_layout_default(converted.ch_layout(), AudioTranscoder.CHANNELS);
        return swr_convert_frame(resampler, converted, decoded);
    }

    @Override
    public void close() {
        swr_free(resampler);
        av_frame_free(converted);
        av_frame_free(decoded);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
