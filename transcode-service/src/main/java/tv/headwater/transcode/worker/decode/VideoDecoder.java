package tv.headwater.transcode.worker.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_STRICT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_new_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.encode.FrameRate;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;

/**
 * Decodes one video track from one discontinuity to the next. What cannot be decoded is counted and otherwise ignored; pictures
 * come in the order in which they are shown, with the pts of their access units. Used and closed by one thread.
 */
public final class VideoDecoder implements AutoCloseable {

    /** The only decoders that untrusted media meets. */
    private static final Map<FourCc, String> ALLOWED =
            Map.of(FourCc.AVC1, "h264", FourCc.HVC1, "hevc", FourCc.AV01, "libaom-av1");

    /** Pictures one access unit can bring out, before the rest waits for the next. */
    private static final int MAX_PICTURES_PER_UNIT = 32;

    private static final int MAX_FRAMES_PER_SECOND = 240;
    private static final FrameRate ASSUMED_FRAME_RATE = new FrameRate(30, 1);

    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;
    private BytePointer staging = new BytePointer(256 * 1024);
    private ByteBuffer stagingBytes = staging.asByteBuffer();
    private ByteBuffer configuration;
    private boolean configurationChanged;
    private boolean begun;
    private long errors;
    private @Nullable String firstError;

    /**
     * @param threads for the slices of a picture
     * @param maxPixels a picture with more is not decoded, and no memory is taken for it
     * @throws FfmpegException if there is no decoder for the track
     */
    public VideoDecoder(Track.Video track, int threads, int maxPixels) {
        var name = ALLOWED.get(track.codec());
        if (name == null) {
            throw new FfmpegException("codec " + track.codec() + " is not among those decoded");
        }
        if ((long) track.width() * track.height() > maxPixels) {
            throw new FfmpegException(
                    "picture of "
                            + track.width()
                            + "x"
                            + track.height()
                            + " exceeds "
                            + maxPixels
                            + " pixels");
        }
        var codec = Ffmpeg.allocated(avcodec_find_decoder_by_name(name), "decoder " + name);
        context = Ffmpeg.allocated(avcodec_alloc_context3(codec), "decoder " + name);
        packet = Ffmpeg.allocated(av_packet_alloc(), "decoder " + name);
        frame = Ffmpeg.allocated(av_frame_alloc(), "decoder " + name);
        configuration = track.decoderConfiguration();
        context.thread_type(AVCodecContext.FF_THREAD_SLICE)
                .thread_count(threads)
                .max_pixels(maxPixels);
        context.pkt_timebase(av_make_q(1, MediaRecord.TICKS_PER_SECOND));
        try {
            setExtradata(configuration.duplicate());
            Ffmpeg.check(
                    avcodec_open2(context, codec, (AVDictionary) null),
                    "decoder " + name + " does not open");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Owned by the context from here on, so it must come from FFmpeg's own allocator. */
    private void setExtradata(ByteBuffer bytes) {
        int size = bytes.remaining();
        var pointer =
                Ffmpeg.allocated(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE), "extradata");
        var extradata = new BytePointer(pointer).capacity(size);
        extradata.asByteBuffer().put(bytes);
        context.extradata(extradata).extradata_size(size);
    }

    /** The track's configuration has changed in the middle of it; it holds from the next access unit on. */
    public void configure(Track.Video track) {
        if (!configuration.equals(track.decoderConfiguration())) {
            configuration = track.decoderConfiguration();
            configurationChanged = true;
        }
    }

    /**
     * Takes an access unit in. Everything before the first at which decoding can begin is passed over.
     *
     * @param out gets the pictures that are due, each valid until it returns
     */
    public void decode(AccessUnit unit, Consumer<AVFrame> out) {
        if (!begun) {
            if (!unit.randomAccess()) {
                failed("it does not begin with a picture that stands alone");
                return;
            }
            begun = true;
            awaitReordered(unit);
        }
        stage(unit);
        int code = avcodec_send_packet(context, packet);
        av_packet_unref(packet);
        if (code < 0) {
            failed(Ffmpeg.message(code));
        }
        receive(out);
    }

    /**
     * H.264 need not say how far pictures are reordered, and FFmpeg then finds it out by losing some. Where the first picture is
     * shown later than it is decoded there are such pictures, and as many are waited for as the level allows.
     */
    private void awaitReordered(AccessUnit first) {
        if (first.pts() > first.dts()) {
            context.strict_std_compliance(FF_COMPLIANCE_STRICT);
        }
    }

    private void stage(AccessUnit unit) {
        var payload = unit.payload().duplicate();
        int size = payload.remaining();
        if (size + AV_INPUT_BUFFER_PADDING_SIZE > stagingBytes.capacity()) {
            staging.close();
            staging = new BytePointer(2L * size + AV_INPUT_BUFFER_PADDING_SIZE);
            stagingBytes = staging.asByteBuffer();
        }
        stagingBytes.clear().put(payload);
        packet.data(staging).size(size).dts(unit.dts()).pts(unit.pts());
        if (configurationChanged) {
            configurationChanged = false;
            int length = configuration.remaining();
            var sideData = av_packet_new_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, length);
            Ffmpeg.allocated(sideData, "extradata");
            sideData.capacity(length).asByteBuffer().put(configuration.duplicate());
        }
    }

    private void receive(Consumer<AVFrame> out) {
        for (int i = 0; i < MAX_PICTURES_PER_UNIT; i++) {
            int code = avcodec_receive_frame(context, frame);
            if (code == Ffmpeg.AGAIN || code == Ffmpeg.END) {
                return;
            }
            if (code < 0) {
                failed(Ffmpeg.message(code));
                continue;
            }
            if (frame.decode_error_flags() != 0) {
                failed("parts of the picture are missing");
            }
            try {
                out.accept(frame);
            } finally {
                av_frame_unref(frame);
            }
        }
    }

    private void failed(String why) {
        errors++;
        firstError = firstError == null ? why : firstError;
    }

    /** Gives out the pictures that waited for later ones. Nothing can be decoded after that. */
    public void flush(Consumer<AVFrame> out) {
        if (begun && avcodec_send_packet(context, (AVPacket) null) >= 0) {
            receive(out);
        }
    }

    /** As the bit stream says it, once a picture has come; where it does not, the most usual. */
    public FrameRate frameRate() {
        var rate = context.framerate();
        boolean isPlausible =
                rate.num() > 0
                        && rate.num() >= rate.den()
                        && rate.num() <= (long) rate.den() * MAX_FRAMES_PER_SECOND;
        return isPlausible ? new FrameRate(rate.num(), rate.den()) : ASSUMED_FRAME_RATE;
    }

    /** Access units so far that could not be decoded, or not wholly. */
    public long errors() {
        return errors;
    }

    /** What was wrong with the first of them. */
    public @Nullable String firstError() {
        return firstError;
    }

    @Override
    public void close() {
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(context);
        staging.close();
    }
}
