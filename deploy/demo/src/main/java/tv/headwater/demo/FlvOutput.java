package tv.headwater.demo;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.time.Duration;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;

/** One FLV publication over RTMP, or into a file. For one thread. */
final class FlvOutput implements AutoCloseable {

    /** A server that takes nothing for so long is given up. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(10);

    private final List<Encoder> encoders;
    private final AVFormatContext context = new AVFormatContext(null);
    private final StallWatch stall = new StallWatch();
    private boolean begun;

    /**
     * Connects and sends the header.
     *
     * @param url holds the stream key
     */
    FlvOutput(String url, List<Encoder> encoders) throws FfmpegFailure {
        this.encoders = List.copyOf(encoders);
        try {
            open(url);
        } catch (FfmpegFailure e) {
            close();
            throw e;
        }
    }

    private void open(String url) throws FfmpegFailure {
        FfmpegFailure.check(
                avformat_alloc_output_context2(context, null, "flv", url), "prepare the output");
        for (var encoder : encoders) {
            var stream = avformat_new_stream(context, null);
            FfmpegFailure.check(
                    avcodec_parameters_from_context(stream.codecpar(), encoder.context()),
                    "describe a track");
            stream.time_base(encoder.context().time_base());
        }
        stall.reset();
        var interrupt = new AVIOInterruptCB().callback(stall);
        context.interrupt_callback(interrupt);
        var io = new AVIOContext(null);
        FfmpegFailure.check(
                avio_open2(io, url, AVIO_FLAG_WRITE, interrupt, (AVDictionary) null), "connect");
        context.pb(io);
        var options = new AVDictionary(null);
        av_dict_set(options, "flvflags", "no_duration_filesize", 0);
        try {
            FfmpegFailure.check(avformat_write_header(context, options), "send the header");
        } finally {
            av_dict_free(options);
        }
        begun = true;
    }

    /** Sends a packet of the {@code track}-th encoder; takes its content. */
    void write(int track, AVPacket packet) throws FfmpegFailure {
        packet.stream_index(track);
        av_packet_rescale_ts(
                packet,
                encoders.get(track).context().time_base(),
                context.streams(track).time_base());
        stall.reset();
        FfmpegFailure.check(av_interleaved_write_frame(context, packet), "send a packet");
    }

    /** Ends the publication in order where it has begun. */
    @Override
    public void close() {
        if (context.isNull()) {
            return;
        }
        stall.reset();
        if (begun) {
            av_write_trailer(context);
        }
        var io = context.pb();
        if (io != null && !io.isNull()) {
            avio_closep(io);
        }
        avformat_free_context(context);
        context.setNull();
        stall.close();
    }

    /** Asked by FFmpeg whether to give up waiting. */
    private static final class StallWatch extends AVIOInterruptCB.Callback_Pointer {

        private volatile long deadline;

        void reset() {
            deadline = System.nanoTime() + STALL_LIMIT.toNanos();
        }

        @Override
        public int call(Pointer opaque) {
            return System.nanoTime() > deadline ? 1 : 0;
        }
    }
}
