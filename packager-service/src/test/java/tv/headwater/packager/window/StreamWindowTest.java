package tv.headwater.packager.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.segment.Feed;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.PartialSegment;
import tv.headwater.packager.testing.Broadcast;

class StreamWindowTest {

    private static final List<Track> VIDEO = List.of(TestMedia.videoTrack());

    /** A window that follows one feed. */
    private static final class Follower implements Feed.Listener {
        private final WindowLimits limits = new WindowLimits(Duration.ofSeconds(60), 1 << 30);
        private final List<Rendition> ofFeed;
        private final Feed feed;
        private StreamWindow window;

        Follower() {
            this(StreamWindow.EMPTY, Rendition.SOURCE, Rendition.AUDIO);
        }

        Follower(StreamWindow window, Rendition... ofFeed) {
            this.window = window;
            this.ofFeed = List.of(ofFeed);
            this.feed = new Feed(ofFeed[0], Feed.Keys.NONE, this);
        }

        Follower accept(List<SessionRecord> records) {
            records.forEach(feed::accept);
            return this;
        }

        @Override
        public void configured(SessionConfig config, Map<Rendition, Track> tracks) {
            window =
                    window.configured(
                            ofFeed, tracks, config.targetDuration(), config.segmentTarget());
        }

        @Override
        public void extended(Rendition rendition, PartialSegment segment) {
            window = window.with(rendition, segment, limits);
        }

        @Override
        public void completed(Rendition rendition, MediaSegment segment) {
            window = window.with(rendition, segment, limits);
        }
    }

    private static String multivariant(List<SessionRecord> records) {
        return new Follower()
                .accept(records)
                .window
                .multivariant()
                .map(playlist -> playlist.text())
                .orElse("");
    }

    @Test
    void videoAndAudio() {
        assertThat(
                        multivariant(
                                new Broadcast()
                                        .session(Broadcast.testMedia(90_000, 2))
                                        .end()
                                        .records()))
                .contains(
                        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\"",
                        "CODECS=\"avc1.640009,mp4a.40.2\",RESOLUTION=128x72,FRAME-RATE=30.000,AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\nsource/index.m3u8\n");
    }

    @Test
    void videoAlone() {
        var units = Broadcast.video(300, 60, true, i -> 90_000 + 90 * Math.round(i * 1001 / 30.0));
        assertThat(multivariant(new Broadcast().session(units, VIDEO, 2).records()))
                .doesNotContain("AUDIO")
                .contains(
                        "CODECS=\"avc1.640009\",RESOLUTION=128x72,FRAME-RATE=29.970,CLOSED-CAPTIONS=NONE\n");
    }

    /** CEA-708 among one picture's NAL units. */
    @Test
    void captionsAreNotDenied() {
        var units = new ArrayList<>(Broadcast.video(300, 60, true, i -> 90_000 + 3000 * i));
        var seen = units.get(100);
        var sei = ByteBuffer.wrap(HexFormat.of().parseHex("0000000e06040ab500314741393403d4ff80"));
        units.set(100, new Unit(seen.track(), seen.randomAccess(), seen.dts(), seen.pts(), sei));
        assertThat(multivariant(new Broadcast().session(units, VIDEO, 2).records()))
                .contains("FRAME-RATE=30.000\n")
                .doesNotContain("CLOSED-CAPTIONS");
    }

    @Test
    void audioAlone() {
        var units = Broadcast.audio(500, 48_000, 48_000);
        assertThat(
                        multivariant(
                                new Broadcast()
                                        .session(units, List.of(TestMedia.audioTrack()), 2)
                                        .end()
                                        .records()))
                .doesNotContain("TYPE=AUDIO", "RESOLUTION")
                .contains("CODECS=\"mp4a.40.2\"\naudio/index.m3u8\n");
    }

    @Test
    void waitsForAudioButNotForEver() {
        var both = List.of(TestMedia.videoTrack(), (Track) TestMedia.audioTrack());
        var units = Broadcast.video(300, 60, true, i -> 90_000 + 3000 * i);
        var records = new Broadcast().session(units, both, 2).records();
        assertThat(multivariant(records.subList(0, 180))).isEmpty();
        assertThat(multivariant(records.subList(0, 190))).contains("CODECS=\"avc1.640009\",");
    }

    @Test
    void aRenditionThatIsGoneIsNotListed() {
        var records =
                new Broadcast()
                        .session(Broadcast.testMedia(90_000, 1))
                        .session(Broadcast.video(180, 60, true, i -> 90_000 + 3000 * i), VIDEO, 2)
                        .records();
        assertThat(multivariant(records)).doesNotContain("audio/").contains("source/");
    }

    /** The sum of peaks and of averages, from whole segments. */
    @Test
    void bandwidthIsMeasured() {
        var follower =
                new Follower()
                        .accept(
                                new Broadcast()
                                        .session(Broadcast.testMedia(90_000, 1))
                                        .end()
                                        .records());
        long peak = 0;
        for (var rendition : List.of(Rendition.SOURCE, Rendition.AUDIO)) {
            peak +=
                    follower.window.rendition(rendition).segments().stream()
                            .mapToLong(s -> Math.round(s.size() * 8 / s.seconds()))
                            .max()
                            .orElseThrow();
        }
        var variant = follower.window.multivariant().orElseThrow().variants().getFirst();
        assertThat(variant.bandwidth()).isEqualTo(peak);
        assertThat(variant.averageBandwidth()).isLessThan(peak).isPositive();
        assertThat(follower.window.bytes())
                .isEqualTo(
                        follower.window.renditions().values().stream()
                                .mapToLong(RenditionWindow::bytes)
                                .sum());
    }

    @Test
    void discontinuitiesAreCounted() {
        var window =
                new Follower()
                        .accept(
                                new Broadcast()
                                        .session(Broadcast.testMedia(90_000, 1))
                                        .session(Broadcast.testMedia(90_000, 1))
                                        .end()
                                        .records())
                        .window;
        var text =
                Playlists.of(window.rendition(Rendition.SOURCE), DateRanges.NONE, List.of(), true)
                        .text();
        assertThat(text)
                .contains(
                        "#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-MAP:URI=\"init-0.mp4\"\n",
                        "9.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-1.mp4\"\n")
                .endsWith("12.m4s\n#EXT-X-ENDLIST\n")
                .containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
    }

    @Test
    void aRungTellsTheSameOfTheSourceHoweverMuchOfThatIsRead() {
        var units = Broadcast.video(900, 60, false, i -> 90_000 + 3000 * i);
        var records = new Broadcast().session(units, VIDEO, 2).records();
        var beside = rung(records, records);

        assertThat(beside).contains("#EXT-X-RENDITION-REPORT:URI=\"../source/index.m3u8\"");
        assertThat(rung(records.subList(0, 300), records)).isEqualTo(beside);
    }

    /** The playlist of a rung that has been read, and with it so much of its source. */
    private static String rung(List<SessionRecord> source, List<SessionRecord> rung) {
        var name = new Rendition("240p");
        return new Follower(new Follower().accept(source).window, name)
                .accept(rung)
                .window
                .playlist(name, false)
                .orElseThrow()
                .text();
    }
}
