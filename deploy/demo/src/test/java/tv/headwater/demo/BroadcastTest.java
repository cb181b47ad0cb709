package tv.headwater.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastTest {

    private static final Picture SMALL = new Picture(320, 180, 30);

    /** Turns of the generators: about 77 a second. */
    private static final int TURNS = 380;

    @TempDir Path directory;

    @Test
    void publishesH264WithBFramesAndAacOnOneTimeline() throws Exception {
        var file = directory.resolve("out.flv").toString();
        var turns = new AtomicInteger();
        new Broadcast(file, SMALL, Clock.systemUTC()).run(() -> turns.getAndIncrement() < TURNS);

        var tracks = read(file);

        assertThat(tracks)
                .extracting(Track::codec)
                .containsExactly(AV_CODEC_ID_H264, AV_CODEC_ID_AAC);
        var video = tracks.getFirst();
        assertThat(video.keyframes())
                .map(pts -> pts - video.keyframes().getFirst())
                .containsExactly(0L, 2000L, 4000L);
        assertThat(video.count() + tracks.getLast().count()).isBetween(TURNS - 4, TURNS + 4);
        assertThat(video.reordered()).as("has B-frames").isTrue();
        assertThat(tracks.getLast().last())
                .isCloseTo(video.last(), org.assertj.core.data.Offset.offset(100L));
    }

    @Test
    void saysWhyWithoutTheUrl() {
        var url = "rtmp://127.0.0.1:1/live/sk_live_secret";
        assertThatIOException()
                .isThrownBy(() -> new Broadcast(url, SMALL, Clock.systemUTC()).run(() -> true))
                .withMessageStartingWith("cannot connect: ")
                .withMessageNotContaining("sk_live");
    }

    private record Track(
            int codec, List<Long> keyframes, int count, boolean reordered, long last) {}

    private static List<Track> read(String file) {
        var input = new AVFormatContext(null);
        assertThat(avformat_open_input(input, file, null, null)).isZero();
        assertThat(avformat_find_stream_info(input, (AVDictionary) null)).isNotNegative();
        var keyframes = List.of(new ArrayList<Long>(), new ArrayList<Long>());
        var counts = new int[2];
        var reordered = new boolean[2];
        var last = new long[2];
        var packet = av_packet_alloc();
        while (av_read_frame(input, packet) >= 0) {
            int track = packet.stream_index();
            counts[track]++;
            reordered[track] |= packet.pts() != packet.dts();
            last[track] = Math.max(last[track], packet.pts());
            if ((packet.flags() & AV_PKT_FLAG_KEY) != 0) {
                keyframes.get(track).add(packet.pts());
            }
            av_packet_unref(packet);
        }
        var tracks = new ArrayList<Track>();
        for (int i = 0; i < input.nb_streams(); i++) {
            tracks.add(
                    new Track(
                            input.streams(i).codecpar().codec_id(),
                            keyframes.get(i),
                            counts[i],
                            reordered[i],
                            last[i]));
        }
        av_packet_free(packet);
        avformat_close_input(input);
        return tracks;
    }
}
