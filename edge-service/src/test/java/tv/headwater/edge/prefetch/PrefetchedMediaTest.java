package tv.headwater.edge.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.edge.FakeTime;
import tv.headwater.edge.cache.CachedMedia;
import tv.headwater.edge.origin.Fetched;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

class PrefetchedMediaTest {

    private static final String DIRECTORY = "/live/abcdefgh01234567/source/";
    private static final String PLAYLIST = DIRECTORY + "index.m3u8";

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<Fetched>> answers = new ConcurrentHashMap<>();
    private final CachedMedia cached =
            new CachedMedia(
                    request -> {
                        var target = request.path().path() + request.query().text();
                        asked.add(target.substring(target.lastIndexOf('/') + 1));
                        return answers.getOrDefault(
                                target,
                                CompletableFuture.completedFuture(
                                        found(Caching.IMMUTABLE, target)));
                    },
                    1_000_000,
                    Duration.ofSeconds(4),
                    time,
                    registry);
    private final PrefetchedMedia media = new PrefetchedMedia(cached, 100, time);

    private static Fetched.Found found(Caching caching, String text) {
        return new Fetched.Found(
                "video/mp4",
                caching,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                Duration.ZERO);
    }

    /** What the origin answers to a reload from now on. */
    private void publish(String directives, String text) {
        answers.put(
                PLAYLIST + directives,
                CompletableFuture.completedFuture(found(Caching.seconds(1), "#EXTM3U\n" + text)));
    }

    private static String part(String uri) {
        return "#EXT-X-PART:DURATION=0.2,URI=\"" + uri + "\"\n";
    }

    private static String hint(String uri) {
        return "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"" + uri + "\"\n";
    }

    private CompletableFuture<MediaResponse> ask(PrefetchedMedia media, String target) {
        int mark = target.indexOf('?');
        var path = MediaPath.parse(mark < 0 ? target : target.substring(0, mark));
        assertThat(path).isNotNull();
        return media.get(
                        new MediaRequest(
                                path,
                                HlsQuery.parse(mark < 0 ? null : target.substring(mark + 1)),
                                "127.0.0.1"))
                .toCompletableFuture();
    }

    private MediaResponse get(String target) {
        return ask(media, target).join();
    }

    @Test
    void partsAreHereBeforeAnybodyAsks() {
        publish(
                "",
                part("5.0.m4s")
                        + part("5.1.m4s")
                        + part("5.2.m4s")
                        + part("5.3.m4s")
                        + hint("5.4.m4s"));
        var hinted = new CompletableFuture<Fetched>();
        answers.put(DIRECTORY + "5.4.m4s", hinted);
        get(PLAYLIST);
        assertThat(asked).containsExactly("index.m3u8", "5.1.m4s", "5.2.m4s", "5.3.m4s", "5.4.m4s");
        get(DIRECTORY + "5.3.m4s");
        var waiting = List.of(ask(media, DIRECTORY + "5.4.m4s"), ask(media, DIRECTORY + "5.4.m4s"));
        assertThat(asked).as("each comes once").hasSize(5);
        hinted.complete(found(Caching.IMMUTABLE, "new"));
        assertThat(waiting)
                .allSatisfy(
                        each -> assertThat(each.join()).isInstanceOf(MediaResponse.Found.class));

        publish("?_HLS_msn=5&_HLS_part=4", part("5.3.m4s") + part("5.4.m4s") + hint("6.0.m4s"));
        get(PLAYLIST + "?_HLS_msn=5&_HLS_part=4");
        get(PLAYLIST + "?_HLS_msn=5&_HLS_part=4");
        assertThat(asked.subList(5, asked.size()))
                .containsExactly("index.m3u8?_HLS_msn=5&_HLS_part=4", "6.0.m4s");
    }

    @Test
    void whatWasMissedInBetweenComesToo() {
        publish("", part("5.0.m4s") + hint("5.1.m4s"));
        get(PLAYLIST);
        asked.clear();
        publish(
                "?_HLS_skip=YES",
                part("5.1.m4s")
                        + part("5.2.m4s")
                        + "#EXTINF:2.0,\n5.m4s\n"
                        + part("6.0.m4s")
                        + hint("6.1.m4s"));
        get(PLAYLIST + "?_HLS_skip=YES");
        assertThat(asked.subList(1, asked.size())).containsExactly("5.2.m4s", "6.0.m4s", "6.1.m4s");
    }

    @Test
    void eachPlaylistIsLookedAtOnce() {
        var bodies = new HashMap<String, byte[]>();
        for (var directives : List.of("", "?_HLS_skip=YES")) {
            var bytes =
                    ("#" + directives + "\n" + part("5.0.m4s")).getBytes(StandardCharsets.UTF_8);
            bodies.put(directives, bytes);
            answers.put(
                    PLAYLIST + directives,
                    CompletableFuture.completedFuture(
                            new Fetched.Found(
                                    "video/mp4",
                                    Caching.seconds(1),
                                    ByteBuffer.wrap(bytes),
                                    Duration.ZERO)));
            get(PLAYLIST + directives);
        }
        asked.clear();
        // Bodies never change; here they do, so that a second look shows.
        bodies.values().forEach(bytes -> bytes[bytes.length - "0.m4s'\n".length()] = '1');
        get(PLAYLIST);
        get(PLAYLIST + "?_HLS_skip=YES");
        assertThat(asked).isEmpty();
    }

    @Test
    void plainPlaylistsHaveTheirNewestSegmentFetched() {
        publish("", "#EXTINF:2.0,\n5.m4s\n#EXTINF:2.0,\n6.m4s\n#EXT-X-GAP\n#EXTINF:2.0,\n7.m4s\n");
        get(PLAYLIST);
        assertThat(asked).containsExactly("index.m3u8", "6.m4s");
        publish("?_HLS_msn=8", "#EXTINF:2.0,\n6.m4s\n#EXTINF:2.0,\n8.m4s\n");
        get(PLAYLIST + "?_HLS_msn=8");
        assertThat(asked.subList(2, 4)).containsExactly("index.m3u8?_HLS_msn=8", "8.m4s");
    }

    @Test
    void nothingThatIsNoObjectOfTheRenditionIsAskedFor() {
        publish(
                "",
                part("../720p/5.0.m4s")
                        + part("http://elsewhere/5.0.m4s")
                        + part("/live/abcdefgh01234567/source/5.0.m4s")
                        + part("init-0.mp4")
                        + "#EXT-X-PART:DURATION=0.2,URI=\"5.0.m4s\",GAP=YES\n"
                        + "#EXT-X-PRELOAD-HINT:TYPE=MAP,URI=\"init-1.mp4\"\n"
                        + hint("keys/1"));
        get(PLAYLIST);
        assertThat(asked).containsExactly("index.m3u8");
    }

    @Test
    void onlyTheEndOfALongPlaylistIsRead() {
        publish("", part("1.0.m4s").repeat(1000) + "#EXTINF:2.0,\n4.m4s\n" + hint("5.0.m4s"));
        get(PLAYLIST);
        assertThat(asked).containsExactly("index.m3u8", "1.0.m4s", "5.0.m4s");
    }

    @Test
    void fetchesAheadAreBounded() {
        var few = new PrefetchedMedia(cached, 1, time);
        answers.put(DIRECTORY + "5.0.m4s", new CompletableFuture<>());
        publish("", part("5.0.m4s") + part("5.1.m4s") + hint("5.2.m4s"));
        assertThat(ask(few, PLAYLIST)).isCompleted();
        assertThat(asked).containsExactly("index.m3u8", "5.0.m4s");
        var none = new PrefetchedMedia(cached, 0, time);
        assertThat(ask(none, PLAYLIST)).isCompleted();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoGoesAwayTakesNobodysFetchAway() {
        var coming = new CompletableFuture<Fetched>();
        answers.put(DIRECTORY + "5.m4s", coming);
        var leader = ask(media, DIRECTORY + "5.m4s");
        var other = ask(media, DIRECTORY + "5.m4s");
        leader.cancel(true);
        coming.complete(found(Caching.IMMUTABLE, "bytes"));
        assertThat(other.join()).isInstanceOf(MediaResponse.Found.class);
        get(DIRECTORY + "5.m4s");
        assertThat(asked).containsExactly("5.m4s");
    }
}
