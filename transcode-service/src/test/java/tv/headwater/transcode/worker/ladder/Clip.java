package tv.headwater.transcode.worker.ladder;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;

/** Real media that ffmpeg has made, stamped as ingest does: each random-access unit of the video begins a segment. */
record Clip(List<Track> tracks, List<Unit> units) {

    record Unit(int track, boolean randomAccess, long dts, long pts, ByteBuffer payload) {}

    static final int VIDEO = 1;
    static final int AUDIO = 2;
    static final StreamSource LIVE = new StreamSource(7, 0, 0, 100, 0);

    /** Where a clip's records begin. */
    record StreamSource(
            long epoch, long sequence, long shift, long segment, long discontinuitySequence) {}

    /** Pictures that move, from ffmpeg. */
    static Clip of(String pattern, double seconds, String... encoding) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-f", "lavfi", "-i", pattern, "-t", "" + seconds));
        arguments.addAll(List.of(encoding));
        return made(arguments);
    }

    /** H.264 without B-frames, a segment each half second at 30 pictures per second. */
    static Clip simple(double seconds) {
        return of("testsrc2=size=320x240:rate=30", seconds, x264("g=15", "bf=0"));
    }

    static String[] x264(String... options) {
        List<String> arguments = new ArrayList<>(List.of("-c:v", "libx264", "-preset", "veryfast"));
        arguments.addAll(List.of("-pix_fmt", "yuv420p", "-sc_threshold", "0"));
        for (var option : options) {
            arguments.add("-" + option.substring(0, option.indexOf('=')));
            arguments.add(option.substring(option.indexOf('=') + 1));
        }
        return arguments.toArray(String[]::new);
    }

    static Clip made(List<String> arguments) {
        try {
            var file = Files.createTempFile("clip", ".mp4");
            try {
                List<String> all = new ArrayList<>(arguments);
                all.addAll(List.of("-video_track_timescale", "90000", file.toString()));
                var errors = Cli.ffmpeg(all);
                if (!errors.isEmpty()) {
                    throw new IllegalStateException(errors);
                }
                return read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Clip read(Path file) {
        var format = new AVFormatContext(null);
        if (avformat_open_input(format, file.toString(), null, null) < 0) {
            throw new IllegalStateException("no media in " + file);
        }
        try {
            List<Track> tracks = new ArrayList<>();
            for (int i = 0; i < format.nb_streams(); i++) {
                tracks.add(track(format.streams(i).codecpar()));
            }
            return new Clip(tracks, interleaved(units(format, tracks)));
        } finally {
            avformat_close_input(format);
        }
    }

    private static Track track(AVCodecParameters parameters) {
        var extradata = new byte[parameters.extradata_size()];
        if (extradata.length > 0) {
            parameters.extradata().get(extradata);
        }
        var tag = new FourCc(Integer.reverseBytes(parameters.codec_tag()));
        if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO) {
            return new Track.Video(
                    VIDEO,
                    tag.toString().equals("hev1") ? FourCc.HVC1 : tag,
                    parameters.width(),
                    parameters.height(),
                    ByteBuffer.wrap(extradata));
        }
        return new Track.Audio(
                AUDIO,
                tag,
                parameters.sample_rate(),
                parameters.ch_layout().nb_channels(),
                parameters.frame_size(),
                tag.equals(FourCc.OPUS) ? dOps(extradata) : ByteBuffer.wrap(extradata));
    }

    /** FFmpeg keeps the identification header of RFC 7845, which is little-endian. */
    private static ByteBuffer dOps(byte[] head) {
        var in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).position(9);
        var out = ByteBuffer.allocate(11).put((byte) 0).put(in.get()).putShort(in.getShort());
        return out.putInt(in.getInt()).putShort(in.getShort()).put(in.get()).flip();
    }

    private static List<Unit> units(AVFormatContext format, List<Track> tracks) {
        List<Unit> units = new ArrayList<>();
        var packet = av_packet_alloc();
        while (av_read_frame(format, packet) >= 0) {
            var bytes = new byte[packet.size()];
            packet.data().get(bytes);
            var base = format.streams(packet.stream_index()).time_base();
            units.add(
                    new Unit(
                            tracks.get(packet.stream_index()).id(),
                            (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                            av_rescale(packet.dts(), 90_000L * base.num(), base.den()),
                            av_rescale(packet.pts(), 90_000L * base.num(), base.den()),
                            ByteBuffer.wrap(bytes)));
            av_packet_unref(packet);
        }
        av_packet_free(packet);
        return units;
    }

    private static List<Unit> interleaved(List<Unit> units) {
        long first = units.stream().mapToLong(Unit::dts).min().orElse(0);
        return units.stream()
                .map(u ->
                        new Unit(
                                u.track(),
                                u.randomAccess(),
                                u.dts() - first,
                                u.pts() - first,
                                u.payload()))
                .sorted((a, b) -> Long.compare(a.dts(), b.dts()))
                .toList();
    }

    /** Records without END. */
    List<MediaRecord> records(StreamSource from) {
        List<MediaRecord> records = new ArrayList<>();
        var audioPlaces = new TreeMap<Long, Long>();
        long segment = from.segment() - 1;
        long sequence = from.sequence();
        for (var unit : units) {
            if (unit.track() == VIDEO && unit.randomAccess()) {
                segment++;
                audioPlaces.put(unit.pts(), segment);
                records.add(
                        new Configuration(
                                stamp(from, sequence++, segment),
                                segment == from.segment(),
                                config(from)));
            }
            var place = audioPlaces.floorEntry(unit.pts());
            long of =
                    unit.track() == VIDEO
                            ? segment
                            : place == null ? from.segment() : place.getValue();
            if (segment >= from.segment()) {
                records.add(
                        new AccessUnit(
                                stamp(from, sequence++, of),
                                unit.track(),
                                codec(unit.track()),
                                unit.randomAccess(),
                                unit.dts() + from.shift(),
                                unit.pts() + from.shift(),
                                unit.payload()));
            }
        }
        return records;
    }

    List<MediaRecord> records() {
        return records(LIVE);
    }

    /** Records of a session that ends in order. */
    List<MediaRecord> session(StreamSource from) {
        var records = records(from);
        var last = records.get(records.size() - 1).stamp();
        long segment = records.stream().mapToLong(r -> r.stamp().segment()).max().orElseThrow();
        records.add(new EndOfSession(stamp(from, last.sequence() + 1, segment)));
        return records;
    }

    SessionConfig config(StreamSource from) {
        return new SessionConfig(from.discontinuitySequence(), 45_000, 1, 18_000, tracks);
    }

    private FourCc codec(int track) {
        return tracks.stream().filter(t -> t.id() == track).findFirst().orElseThrow().codec();
    }

    private static Stamp stamp(StreamSource from, long sequence, long segment) {
        return new Stamp(
                TestMedia.STREAM,
                Rendition.SOURCE,
                from.epoch(),
                sequence,
                segment,
                TestMedia.WALL_CLOCK + from.epoch());
    }

    /** When its pictures are shown, in order. */
    List<Long> pictures() {
        return units.stream().filter(u -> u.track() == VIDEO).map(Unit::pts).sorted().toList();
    }
}
