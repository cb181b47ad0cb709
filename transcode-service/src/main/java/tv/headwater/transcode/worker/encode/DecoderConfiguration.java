package tv.headwater.transcode.worker.encode;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.nio.ByteBuffer;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.javacpp.BytePointer;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.worker.ffmpeg.Ffmpeg;
import tv.headwater.transcode.worker.ffmpeg.FfmpegException;
import tv.headwater.transcode.worker.ffmpeg.Options;

/** The decoder configuration record of an open encoder, out of the header libavformat writes for a file of its pictures. */
final class DecoderConfiguration {

    private static final int BOX_HEADER = 8;
    private static final int VISUAL_SAMPLE_ENTRY = BOX_HEADER + 78;

    private DecoderConfiguration() {}

    /**
     * @return avcC, hvcC or av1C without its box header
     * @throws FfmpegException if the encoder has told too little of itself
     */
    static ByteBuffer of(AVCodecContext encoder, VideoCodec codec) {
        var box =
                switch (codec) {
                    case H264 -> "avcC";
                    case HEVC -> "hvcC";
                    case AV1 -> "av1C";
                };
        var file = header(encoder, codec.fourCc());
        for (var container : new String[] {"moov", "trak", "mdia", "minf", "stbl"}) {
            file = content(file, container, BOX_HEADER);
        }
        var entries = content(file, "stsd", BOX_HEADER + 8);
        var record =
                content(
                        content(entries, codec.fourCc().toString(), VISUAL_SAMPLE_ENTRY),
                        box,
                        BOX_HEADER);
        return ByteBuffer.allocate(record.remaining()).put(record).flip();
    }

    private static ByteBuffer content(ByteBuffer boxes, String type, int skipped) {
        int code = FourCc.of(type).code();
        int at = 0;
        while (at + BOX_HEADER <= boxes.limit()) {
            int size = boxes.getInt(at);
            if (size < BOX_HEADER || size > boxes.limit() - at) {
                break;
            }
            if (boxes.getInt(at + 4) == code && size >= skipped) {
                return boxes.slice(at + skipped, size - skipped);
            }
            at += size;
        }
        throw new FfmpegException("the encoder's header has no " + type);
    }

    private static ByteBuffer header(AVCodecContext encoder, FourCc fourCc) {
        var format = new AVFormatContext(null);
        var io = new AVIOContext(null);
        var bytes = new BytePointer();
        Ffmpeg.check(avformat_alloc_output_context2(format, null, "mp4", null), "an MP4 header");
        try (var options = new Options(Map.of("movflags", "empty_moov"))) {
            var stream = Ffmpeg.allocated(avformat_new_stream(format, null), "an MP4 header");
            Ffmpeg.check(
                    avcodec_parameters_from_context(stream.codecpar(), encoder), "an MP4 header");
            stream.codecpar().codec_tag(Integer.reverseBytes(fourCc.code()));
            stream.time_base(encoder.time_base());
            Ffmpeg.check(avio_open_dyn_buf(io), "an MP4 header");
            format.pb(io);
            int written = avformat_write_header(format, options.dictionary());
            int length = avio_close_dyn_buf(io, bytes);
            Ffmpeg.check(written, "an MP4 header");
            var header = new byte[length];
            bytes.get(header);
            return ByteBuffer.wrap(header);
        } finally {
            av_free(bytes);
            avformat_free_context(format);
        }
    }
}
