package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Cluster;
import tv.headwater.e2e.media.Clips;
import tv.headwater.e2e.media.Ffmpeg;
import tv.headwater.e2e.media.Fidelity;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.MediaPlaylist;
import tv.headwater.e2e.media.Packet;

/** What the scenarios share: the running cluster, ffmpeg, and the way of a stream from its creation to its end. */
record Studio(Cluster cluster, Ffmpeg ffmpeg) implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);

    static Studio open() {
        var cluster = Cluster.start();
        return new Studio(cluster, new Ffmpeg(cluster.programs()));
    }

    Clips clips() {
        return ffmpeg.clips();
    }

    /** A new broadcaster with a token of its own. */
    Api broadcaster(String name) {
        var password = java.util.UUID.randomUUID().toString();
        createBroadcaster(name, password);
        return cluster.admin().asNobody().as(name, password);
    }

    /** A new broadcaster who logs in by themselves. */
    void createBroadcaster(String name, String password) {
        cluster.secrets().keep(password);
        var created =
                cluster.admin()
                        .post(
                                "/api/v1/users",
                                java.util.Map.of(
                                        "username", name,
                                        "password", password,
                                        "roles", List.of("broadcaster")));
        assertThat(created.status())
                .as("create user: %s", created.response().body())
                .isEqualTo(201);
    }

    /** The stream as viewers reach it. */
    Hls hls(String streamId) {
        return hls(cluster.gatewayUrl(), streamId);
    }

    Hls hls(URI server, String streamId) {
        return new Hls(cluster.http(), server, streamId);
    }

    /** Waits until so many segments of a rendition were listed. */
    static void awaitSegments(Hls hls, String rendition, long count) {
        await(count + " segments of " + rendition)
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> hls.segments(rendition) >= count);
    }

    static void awaitStatus(Api api, String streamId, String... statuses) {
        await("the stream is " + String.join(" or ", statuses))
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> List.of(statuses).contains(api.status(streamId)));
    }

    /** Ends a broadcast whose publisher has left, and waits until its playlists say so. */
    void complete(Api api, String streamId) {
        awaitStatus(api, streamId, "reconnecting", "idle");
        var answer = api.post("/api/v1/live-streams/" + streamId + "/complete");
        assertThat(answer.status())
                .as("complete: %s", answer.response().body())
                .isBetween(200, 204);
        await("the playlists of the stream end")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> hasEnded(hls(streamId)));
    }

    private static boolean hasEnded(Hls hls) {
        var multivariant = hls.text("index.m3u8");
        return List.of(Hls.VIDEO, Hls.AUDIO).stream()
                .filter(rendition -> multivariant.contains(rendition + "/index.m3u8"))
                .allMatch(rendition ->
                        hls.playlist(rendition).map(MediaPlaylist::ended).orElse(false));
    }

    /** Ends a broadcast whose publisher has left, plays what is in the window, and compares it with what went in. */
    Fidelity completeAndCompare(Api api, String streamId, List<Packet> in) {
        complete(api, streamId);
        return compare(api, streamId, in, ffmpeg.packets(hls(streamId).url()));
    }

    /** Compares what went into a stream with what came out of it, and writes the figures down. */
    Fidelity compare(Api api, String streamId, List<Packet> in, List<Packet> out) {
        var fidelity = Fidelity.check(in, out);
        var title = api.get("/api/v1/live-streams/" + streamId).json().path("title").asString("");
        note(title + ": " + fidelity);
        return fidelity;
    }

    /** Writes a figure of the run down, in {@code target/e2e/figures}. */
    void note(String figure) {
        try {
            Files.writeString(
                    cluster.programs().directory("figures").resolve("figures.txt"),
                    figure + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
