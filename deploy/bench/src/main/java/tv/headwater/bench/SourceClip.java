package tv.headwater.bench;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;

/**
 * The video of an MP4 file as the records ingest makes of it: each IDR picture begins a segment.
 *
 * @param frameRate pictures per second
 */
record SourceClip(Track.Video track, List<MediaRecord> records, double seconds, double frameRate) {

    static final StreamId STREAM = new StreamId("benchstream00001");

    private static final int TICKS = MediaRecord.TICKS_PER_SECOND;
    private static final int SEGMENT = 2 * TICKS;

    SourceClip {
        records = List.copyOf(records);
    }

    /** Has ffmpeg write {@code seconds} of a moving, noisy picture, as a streaming program encodes it. */
    static void make(
            FfmpegProgram ffmpeg, int width, int height, int frameRate, int seconds, Path file) {
        make(ffmpeg, width, height, frameRate, seconds, "6M", file);
    }

    /**
     * @param bitRate in FFmpeg's words
     */
    static void make(
            FfmpegProgram ffmpeg,
            int width,
            int height,
            int frameRate,
            int seconds,
            String bitRate,
            Path file) {
        var source =
                "testsrc2=size=%dx%d:rate=%d,noise=alls=8:allf=t"
                        .formatted(width, height, frameRate);
        ffmpeg.run(
                List.of(
                        "-f",
                        "lavfi",
                        "-i",
                        source,
                        "-t",
                        String.valueOf(seconds),
                        "-c:v",
                        "libx264",
                        "-preset",
                        "veryfast",
                        "-pix_fmt",
                        "yuv420p",
                        "-bf",
                        "0",
                        "-b:v",
                        bitRate,
                        "-maxrate",
                        bitRate,
                        "-bufsize",
                        bitRate,
                        "-sc_threshold",
                        "0",
                        "-g",
                        String.valueOf(2 * frameRate),
                        file.toString()));
    }

    /** Copies the first {@code seconds} of a clip's video. */
    static void copy(FfmpegProgram ffmpeg, Path clip, int seconds, Path file) {
        ffmpeg.run(
                List.of(
                        "-i",
                        clip.toString(),
                        "-map",
                        "0:v:0",
                        "-c",
                        "copy",
                        "-t",
                        String.valueOf(seconds),
                        file.toString()));
    }

    /** The same clip as a later session of the stream. */
    List<MediaRecord> session(int number) {
        long segments = records.getLast().stamp().segment() + 1;
        List<MediaRecord> session = new ArrayList<>();
        for (var record : records) {
            var stamp =
                    new Stamp(
                            STREAM,
                            Rendition.SOURCE,
                            number,
                            record.stamp().sequence(),
                            record.stamp().segment() + number * segments,
                            0);
            session.add(
                    record instanceof Configuration c
                            ? new Configuration(
                                    stamp, c.discontinuity(), numbered(c.config(), number))
                            : record.stamped(stamp));
        }
        return session;
    }

    private static SessionConfig numbered(SessionConfig config, int discontinuitySequence) {
        return new SessionConfig(
                discontinuitySequence,
                config.segmentTarget(),
                config.targetDuration(),
                config.partTarget(),
                config.tracks());
    }

    static SourceClip read(Path file) {
        var format = new AVFormatContext(null);
        if (avformat_open_input(format, file.toString(), null, null) < 0) {
            throw new BenchFailure("there is no media in " + file);
        }
        try {
            var stream = format.streams(0);
            if (stream.codecpar().codec_type() != AVMEDIA_TYPE_VIDEO) {
                throw new BenchFailure("there is no video in " + file);
            }
            var track = track(stream);
            var records = records(format, stream, track);
            long pictures = records.stream().filter(AccessUnit.class::isInstance).count();
            long last = ((AccessUnit) records.get(records.size() - 2)).dts();
            double frameRate = (pictures - 1) * (double) TICKS / last;
            return new SourceClip(track, records, pictures / frameRate, frameRate);
        } finally {
            avformat_close_input(format);
        }
    }

    private static Track.Video track(AVStream stream) {
        var parameters = stream.codecpar();
        var configuration = new byte[parameters.extradata_size()];
        parameters.extradata().get(configuration);
        var tag = new FourCc(Integer.reverseBytes(parameters.codec_tag()));
        return new Track.Video(
                1,
                tag.toString().equals("hev1") ? FourCc.HVC1 : tag,
                parameters.width(),
                parameters.height(),
                ByteBuffer.wrap(configuration));
    }

    private static List<MediaRecord> records(
            AVFormatContext format, AVStream stream, Track.Video track) {
        var config = new SessionConfig(0, SEGMENT, 4, TICKS / 5, List.of(track));
        List<MediaRecord> records = new ArrayList<>();
        var base = stream.time_base();
        var packet = av_packet_alloc();
        long segment = -1;
        long first = 0;
        while (av_read_frame(format, packet) >= 0) {
            long dts = av_rescale(packet.dts(), (long) TICKS * base.num(), base.den());
            long pts = av_rescale(packet.pts(), (long) TICKS * base.num(), base.den());
            var payload = new byte[packet.size()];
            packet.data().get(payload);
            boolean isKey = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            av_packet_unref(packet);
            if (isKey) {
                first = segment < 0 ? dts : first;
                segment++;
                records.add(
                        new Configuration(stamp(records.size(), segment), segment == 0, config));
            }
            if (segment >= 0) {
                records.add(
                        new AccessUnit(
                                stamp(records.size(), segment),
                                track.id(),
                                track.codec(),
                                isKey,
                                dts - first,
                                pts - first,
                                ByteBuffer.wrap(payload)));
            }
        }
        av_packet_free(packet);
        if (records.size() < 3) {
            throw new BenchFailure("the clip has fewer than two pictures");
        }
        records.add(new EndOfSession(stamp(records.size(), segment)));
        return records;
    }

    private static Stamp stamp(long sequence, long segment) {
        return new Stamp(STREAM, Rendition.SOURCE, 1, sequence, segment, 0);
    }
}
