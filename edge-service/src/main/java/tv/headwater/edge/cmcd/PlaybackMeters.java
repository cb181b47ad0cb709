package tv.headwater.edge.cmcd;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;

/**
 * Adds up what players say of how playback goes, under {@code headwater.playback.*}, for each stream on its own as long as there are
 * not too many; the rest share the tag {@code other}. Players say it unasked and unproven.
 */
public final class PlaybackMeters {

    /** A stream nobody says anything of for so long gives its place away. */
    static final Duration IDLE = Duration.ofMinutes(10);

    private static final String OTHER = "other";

    private final Limits limits;
    private final Ticker ticker;
    private final MeterRegistry registry;
    private final ConcurrentMap<StreamId, StreamMeters> streams = new ConcurrentHashMap<>();
    private final StreamMeters others;
    private final Cache<SessionKey, Session> sessions;
    private final Counter malformed;
    private volatile long lookedAt;

    /**
     * What is told apart.
     *
     * @param maxStreams with metrics of their own
     * @param maxSessions whose first reports are told from later ones
     */
    public record Limits(int maxStreams, int maxSessions) {}

    private record SessionKey(StreamId streamId, String sessionId) {}

    private static final class Session {
        boolean started;
        boolean rebuffered;
    }

    public PlaybackMeters(Limits limits, Ticker ticker, MeterRegistry registry) {
        this.limits = limits;
        this.ticker = ticker;
        this.registry = registry;
        this.others = new StreamMeters(registry, OTHER);
        this.lookedAt = ticker.read();
        this.sessions =
                Caffeine.newBuilder()
                        .maximumSize(limits.maxSessions())
                        .expireAfterAccess(IDLE)
                        .ticker(ticker)
                        .build();
        this.malformed =
                Counter.builder("headwater.playback.malformed")
                        .description("requests whose CMCD cannot be read")
                        .register(registry);
    }

    void on(MediaPath path, String text) {
        var cmcd = Cmcd.parse(text);
        if (cmcd == null) {
            malformed.increment();
            return;
        }
        var meters = meters(path.streamId());
        meters.saidAt = ticker.read();
        var media =
                path instanceof MediaPath.MediaSegment
                        || path instanceof MediaPath.Part
                        || path instanceof MediaPath.TransportSegment;
        meters.on(cmcd, media);
        if (cmcd.sessionId() != null) {
            on(meters, new SessionKey(path.streamId(), cmcd.sessionId()), cmcd);
        } else if (cmcd.starved()) {
            meters.rebuffers.increment();
        }
    }

    private void on(StreamMeters meters, SessionKey key, Cmcd cmcd) {
        var session =
                sessions.get(
                        key,
                        _ -> {
                            meters.sessions.increment();
                            return new Session();
                        });
        synchronized (session) {
            // Some players repeat it with each request.
            if (cmcd.startDelay() != null && !session.started) {
                session.started = true;
                meters.startup(cmcd.startDelay());
            }
            if (cmcd.starved()) {
                meters.rebuffers.increment();
                if (!session.rebuffered) {
                    session.rebuffered = true;
                    meters.rebufferedSessions.increment();
                }
            }
        }
    }

    private StreamMeters meters(StreamId streamId) {
        var meters = streams.get(streamId);
        return meters != null ? meters : admitted(streamId);
    }

    private synchronized StreamMeters admitted(StreamId streamId) {
        if (streams.size() >= limits.maxStreams()) {
            forgetIdle();
        }
        if (streams.size() >= limits.maxStreams()) {
            return others;
        }
        return streams.computeIfAbsent(streamId, _ -> new StreamMeters(registry, streamId.value()));
    }

    private void forgetIdle() {
        long now = ticker.read();
        if (now - lookedAt < IDLE.toNanos() / 10) {
            return;
        }
        lookedAt = now;
        streams.values()
                .removeIf(meters -> {
                    var idle = now - meters.saidAt >= IDLE.toNanos();
                    if (idle) {
                        meters.remove(registry);
                    }
                    return idle;
                });
    }
}
