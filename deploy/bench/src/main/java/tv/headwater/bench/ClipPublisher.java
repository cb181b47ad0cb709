package tv.headwater.bench;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_FLUSH_PACKETS;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLongArray;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** Publishes a clip's video over RTMP in real time, with FFmpeg, and notes when it gave each picture to the socket. */
final class ClipPublisher implements Runnable {

    private static final long NANOS = 1_000_000_000L;

    private final Path clip;
    private final String url;
    private final AtomicLongArray at;

    /**
     * @param url holds the stream key
     * @param pictures how many there are
     */
    ClipPublisher(Path clip, String url, int pictures) {
        this.clip = clip;
        this.url = url;
        this.at = new AtomicLongArray(pictures);
    }

    /** When the first byte of a picture was given to the socket, in {@link System#nanoTime}; 0 before that. */
    long at(int picture) {
        return at.get(picture);
    }

    @Override
    public void run() {
        var input = new AVFormatContext(null);
        check(avformat_open_input(input, clip.toString(), null, null), "open the clip");
        var output = new AVFormatContext(null);
        check(avformat_alloc_output_context2(output, null, "flv", url), "prepare");
        var io = new AVIOContext(null);
        var packet = av_packet_alloc();
        try {
            open(input, output, io);
            send(input, output, packet);
            av_write_trailer(output);
        } finally {
            av_packet_free(packet);
            if (!io.isNull()) {
                avio_closep(io);
            }
            avformat_free_context(output);
            avformat_close_input(input);
        }
    }

    private void open(AVFormatContext input, AVFormatContext output, AVIOContext io) {
        var track = avformat_new_stream(output, null);
        check(avcodec_parameters_copy(track.codecpar(), input.streams(0).codecpar()), "describe");
        track.codecpar().codec_tag(0);
        var options = new AVDictionary(null);
        av_dict_set(options, "tcp_nodelay", "1", 0);
        try {
            check(avio_open2(io, url, AVIO_FLAG_WRITE, null, options), "connect");
        } finally {
            av_dict_free(options);
        }
        output.pb(io);
        output.flags(output.flags() | AVFMT_FLAG_FLUSH_PACKETS);
        check(avformat_write_header(output, (AVDictionary) null), "send the header");
    }

    private void send(AVFormatContext input, AVFormatContext output, AVPacket packet) {
        long start = System.nanoTime();
        var from = input.streams(0).time_base();
        for (int picture = 0; av_read_frame(input, packet) >= 0; picture++) {
            RealTime.await(start + av_rescale(packet.dts(), NANOS * from.num(), from.den()));
            av_packet_rescale_ts(packet, from, output.streams(0).time_base());
            at.set(picture, System.nanoTime());
            check(av_write_frame(output, packet), "send a picture");
            av_packet_unref(packet);
        }
    }

    /** Without the URL, which holds a secret. */
    private static void check(int result, String step) {
        if (result < 0) {
            throw new BenchFailure("publishing failed: cannot " + step + " (" + result + ")");
        }
    }
}
