package tv.headwater.packager.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/** Packagers that joined the log at different records serve the same. */
class DeterminismTest {

    private static final WindowLimits LIMITS = new WindowLimits(Duration.ofSeconds(12), 1 << 30);

    /** 30 s, 12 s after a change of configuration, 24 s of a second session, 42 s of video alone in a third. */
    private static final List<SessionRecord> RECORDS =
            new Broadcast()
                    .session(Broadcast.testMedia(90_000, 5))
                    .run(
                            Broadcast.testMedia(90_000 + 5 * 540_000L, 2),
                            List.of(TestMedia.videoTrack(), TestMedia.audioTrack()),
                            2)
                    .session(Broadcast.testMedia(90_000, 4))
                    .session(
                            Broadcast.video(1260, 60, true, i -> 90_000 + 3000 * i),
                            List.of(TestMedia.videoTrack()),
                            2)
                    .end()
                    .records();

    private static final ContentSecrets SECRETS = new ContentSecrets();

    /** 42 s of one session, 24 s of another, with a key for four segments. */
    private static final List<SessionRecord> ENCRYPTED =
            new Broadcast()
                    .encryptedEvery(4)
                    .session(Broadcast.testMedia(90_000, 5))
                    .run(
                            Broadcast.testMedia(90_000 + 5 * 540_000L, 2),
                            List.of(TestMedia.videoTrack(), TestMedia.audioTrack()),
                            2)
                    .session(Broadcast.testMedia(90_000, 4))
                    .end()
                    .records();

    static {
        SECRETS.on(TestMedia.STREAM, ContentSecret.random());
    }

    private static final int ENOUGH_TO_FILL_A_WINDOW = 1500;

    @Property(tries = 60)
    void whoeverJoinedWhereverServesTheSame(
            @ForAll @IntRange(max = 2500) int start, @ForAll @IntRange(max = 1_000_000) int more) {
        check(RECORDS, start, more);
    }

    @Property(tries = 40)
    void ofAnEncryptedStreamToo(
            @ForAll @IntRange(max = 2500) int start, @ForAll @IntRange(max = 1_000_000) int more) {
        check(ENCRYPTED, start, more);
    }

    private static void check(List<SessionRecord> records, int start, int more) {
        int end = Math.min(records.size(), start + 1 + more % (records.size() - start));
        var first = packaged(records.subList(0, end));
        var second = packaged(records.subList(start, end));
        var known = segments(first);
        segments(second)
                .forEach((name, segment) -> {
                    if (known.containsKey(name)) {
                        assertThat(segment.bytes()).isEqualTo(known.get(name).bytes());
                        assertThat(segment.init().bytes())
                                .isEqualTo(known.get(name).init().bytes());
                        assertThat(segment.programDateTime())
                                .isEqualTo(known.get(name).programDateTime());
                    }
                });
        if (end - start >= ENOUGH_TO_FILL_A_WINDOW) {
            assertThat(playlists(second)).isEqualTo(playlists(first));
        }
    }

    private static StreamWindow packaged(List<SessionRecord> records) {
        var streams =
                new LiveStreams(
                        new LiveStreams.Limits(LIMITS, 1L << 30, Duration.ofHours(1)),
                        new PackagingMetrics(new SimpleMeterRegistry()),
                        new Fates(),
                        SECRETS,
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        () -> {});
        records.forEach(record -> streams.on(Writer.INGEST, record, 0));
        return streams.window(TestMedia.STREAM).orElseThrow();
    }

    private static Map<String, MediaSegment> segments(StreamWindow window) {
        var segments = new TreeMap<String, MediaSegment>();
        window.renditions()
                .forEach((rendition, of) ->
                        of.segments()
                                .forEach(segment ->
                                        segments.put(rendition + "/" + segment.msn(), segment)));
        return segments;
    }

    private static Map<String, String> playlists(StreamWindow window) {
        var playlists = new TreeMap<String, String>();
        window.multivariant().ifPresent(playlist -> playlists.put("index", playlist.text()));
        window.mpd(false).ifPresent(mpd -> playlists.put("manifest", mpd.text()));
        window.renditions()
                .forEach((rendition, of) -> {
                    if (of.current()) {
                        window.playlist(rendition, false)
                                .ifPresent(p -> playlists.put(rendition.value(), p.text()));
                        window.transportPlaylist(rendition, false)
                                .ifPresent(p -> playlists.put("ts/" + rendition, p.text()));
                    }
                });
        return playlists;
    }
}
