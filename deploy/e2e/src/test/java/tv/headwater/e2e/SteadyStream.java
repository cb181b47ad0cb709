package tv.headwater.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.Ffmpeg;
import tv.headwater.e2e.media.Fidelity;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.rtmp.LivePublisher;

/** A stream that is published and watched in real time while something else happens, and that must lose nothing by it. */
record SteadyStream(
        Studio studio,
        Api api,
        Api.CreatedStream stream,
        LivePublisher publisher,
        Ffmpeg.Playback player)
        implements AutoCloseable {

    private static final int CLIP_SECONDS = 16;

    static SteadyStream start(Studio studio, String title) {
        var api = studio.cluster().admin();
        var stream = api.createStream(title);
        var publisher = publish(studio, stream);
        var hls = studio.hls(stream.id());
        Studio.awaitSegments(hls, Hls.VIDEO, 1);
        return new SteadyStream(studio, api, stream, publisher, studio.ffmpeg().play(hls.url()));
    }

    static LivePublisher publish(Studio studio, Api.CreatedStream stream) {
        try {
            return LivePublisher.start(
                    studio.cluster().rtmpAddress(),
                    stream.key(),
                    studio.clips().normal(CLIP_SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Hls hls() {
        return studio.hls(stream.id());
    }

    /**
     * Ends it in order and compares what its viewer got with what was published.
     *
     * @throws AssertionError if anything is missing, changed or out of time
     */
    Fidelity finish() {
        var in = publisher.stop();
        studio.complete(api, stream.id());
        return studio.compare(api, stream.id(), in, player.packets(Duration.ofMinutes(1)));
    }

    @Override
    public void close() {
        publisher.close();
        player.program().close();
    }
}
