package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.Broadcast.Kind;
import tv.headwater.e2e.media.Hls;

/** ffmpeg plays low-latency HLS through gateway and edge: a ladder with DVR, MPEG-TS, and MPEG-TS that is encrypted. */
@Order(7)
@ExtendWith(StudioExtension.class)
class LowLatencyPlayersTest {

    private static final String TS = "ts/index.m3u8";

    private final Studio studio;
    private final List<Broadcast> broadcasts = new ArrayList<>();
    private Broadcast ladder;
    private Broadcast encrypted;

    LowLatencyPlayersTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void goLive() {
        studio.cluster().startTranscoders();
        ladder = start("Played ladder", Map.of("ladder", "auto", "dvrWindowSeconds", 600));
        encrypted = start("Played encrypted", Map.of("encryption", "aes-128"));
        LiveLadder.within("the ladder is listed", () -> ladder.hls().segments("240p") >= 3);
        encrypted.awaitSegments(3);
    }

    private Broadcast start(String title, Map<String, Object> settings) {
        var clip = studio.clips().numbered(64);
        var broadcast = Broadcast.start(studio, Kind.of(title, settings, clip));
        broadcasts.add(broadcast);
        return broadcast;
    }

    @AfterAll
    void leave() {
        broadcasts.forEach(Broadcast::close);
    }

    /** Each from its oldest segment to its end, every picture and sound decoded. */
    @Test
    void ffmpegDecodesWhatItKnows() {
        for (int segments = 5; segments <= 35; segments += 5) {
            ladder.awaitSegments(segments);
        }
        broadcasts.forEach(Broadcast::end);
        var dvr = ladder.hls().playlist(Hls.VIDEO).orElseThrow();
        assertThat(dvr.mediaSequence()).isZero();
        assertThat(dvr.duration()).as("more than packagers keep in memory").isGreaterThan(65);
        for (var path : List.of("index.m3u8", "240p/index.m3u8", "audio/index.m3u8", TS)) {
            studio.ffmpeg().decode(ladder.hls().url(path));
        }
        // ffmpeg decrypts HLS with SAMPLE-AES in MPEG-TS alone.
        studio.ffmpeg().decode(encrypted.hls().url(TS));
    }
}
