package tv.headwater.packager.timeshift;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.LiveStreamSpec;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.packager.dvr.DvrIndex;
import tv.headwater.packager.dvr.DvrLimits;
import tv.headwater.packager.dvr.DvrState;
import tv.headwater.packager.dvr.DvrStore;
import tv.headwater.packager.dvr.RenditionKey;
import tv.headwater.packager.dvr.StoredMedia;
import tv.headwater.packager.dvr.StoredSegment;
import tv.headwater.packager.playlist.PastSegments;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.stream.Archive;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.window.RenditionWindow;
import tv.headwater.packager.window.StreamWindow;

/**
 * What viewers of streams with a DVR window can go back to. Without a store that is open it has nothing. Any thread may call it but
 * for what {@link Archive} says.
 */
public final class Timeshift implements Archive, AutoCloseable {

    /** Media stays so much longer than playlists list it, for those who have an older one. */
    static final Duration GRACE = Duration.ofMinutes(5);

    /** How often media is looked through for what nobody can seek to any more. */
    static final Duration EXPIRY = Duration.ofSeconds(10);

    /** How long each segment may wait for the disk while what stands in the log is packaged once more. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Characters of all listings; beyond this all are forgotten, and made anew. */
    static final long MAX_TEXT = 64L << 20;

    /** What nobody has said anything of stays as long as anything may. */
    private static final Duration UNKNOWN =
            Duration.ofSeconds(LiveStreamSpec.MAX_DVR_WINDOW_SECONDS);

    private static final StoredMedia MISSING = new StoredMedia.Missing();

    private final Fates fates;
    private final Clock clock;
    private final Map<RenditionKey, PastListing> listings = new ConcurrentHashMap<>();
    private final AtomicLong text = new AtomicLong();
    private final RestoredWindows restored = new RestoredWindows(this::read);
    private volatile @Nullable DvrStore store;

    /** Whether the packaging thread has come to what is live. */
    private volatile boolean live;

    private long expireAt = Long.MIN_VALUE;

    /** @param fates how far back viewers of each stream may seek */
    public Timeshift(Fates fates, Clock clock) {
        this.fates = fates;
        this.clock = clock;
    }

    /**
     * Keeps segments in {@code directory} from now on. Waits for the disk.
     *
     * @throws IOException if another packager has it open, or it cannot be listed
     */
    public void open(Path directory, DvrLimits limits, MeterRegistry registry) throws IOException {
        store = DvrStore.open(directory, limits, clock, registry);
    }

    /** The live edge waits for nothing from here on. */
    public void goLive() {
        live = true;
    }

    /** Whether a stream has a DVR window, and there is a store for it. */
    public boolean isOn(StreamId streamId) {
        return store != null && fates.dvrWindow(streamId).isPositive();
    }

    @Override
    public void completed(StreamId streamId, Rendition rendition, MediaSegment segment) {
        var open = store;
        if (open == null || !isOn(streamId)) {
            return;
        }
        // After a restart most of the log is on disk already.
        var known = open.index(streamId, rendition).find(segment.msn());
        if (known.isEmpty() || !known.get().equals(StoredSegment.of(segment))) {
            open.append(streamId, rendition, segment, live ? Duration.ZERO : PATIENCE);
        }
    }

    /** The streams that viewers can play from disk. */
    public Set<StreamId> streams() {
        return renditions()
                .map(RenditionKey::streamId)
                .filter(this::isOn)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Stream<RenditionKey> renditions() {
        var open = store;
        return open == null ? Stream.of() : open.held().stream();
    }

    /** Whether viewers can play a stream from disk. */
    public boolean lists(StreamId streamId) {
        return !index(streamId, Rendition.SOURCE).isEmpty()
                || !index(streamId, Rendition.AUDIO).isEmpty();
    }

    /** The window of a stream that is not in memory; empty while the disk has too much to do. */
    public CompletionStage<Optional<StreamWindow>> restored(StreamId streamId) {
        Map<Rendition, DvrIndex> disk = new HashMap<>();
        renditions()
                .filter(key -> key.streamId().equals(streamId))
                .forEach(key -> disk.put(key.rendition(), index(streamId, key.rendition())));
        disk.values().removeIf(DvrIndex::isEmpty);
        return restored.of(streamId, disk);
    }

    @Override
    public void tick() {
        var open = store;
        long now = clock.millis();
        if (open == null || now < expireAt) {
            return;
        }
        expireAt = now + EXPIRY.toMillis();
        var held = open.held();
        for (var key : held) {
            if (fates.isWithoutDvr(key.streamId())) {
                open.forget(key.streamId());
            } else {
                var window = fates.dvrWindow(key.streamId());
                var kept = (window.isZero() ? UNKNOWN : window).plus(GRACE);
                open.expire(key.streamId(), key.rendition(), (now - kept.toMillis()) * 1000);
            }
        }
        listings.keySet().retainAll(held);
        text.set(listings.values().stream().mapToLong(PastListing::length).sum());
    }

    /** What a rendition's playlist lists before its window, which must list something. */
    public PastSegments past(StreamId streamId, RenditionWindow window) {
        if (!isOn(streamId)) {
            return PastSegments.NONE;
        }
        var key = new RenditionKey(streamId, window.rendition());
        var listing = listings.computeIfAbsent(key, _ -> new PastListing());
        long before = listing.length();
        var past =
                listing.of(index(streamId, window.rendition()), window, fates.dvrWindow(streamId));
        if (text.addAndGet(listing.length() - before) > MAX_TEXT) {
            listings.clear();
            text.set(0);
        }
        return past;
    }

    /** A segment on disk. */
    public Optional<StoredSegment> segment(StreamId streamId, Rendition rendition, long msn) {
        return index(streamId, rendition).find(msn);
    }

    /** Its bytes. The stage never completes exceptionally. */
    public CompletableFuture<StoredMedia> read(StreamId streamId, Rendition rendition, long msn) {
        var open = store;
        return open == null || !isOn(streamId)
                ? CompletableFuture.completedFuture(MISSING)
                : open.read(streamId, rendition, msn);
    }

    /** @param id {@link InitSegment#id} */
    public Optional<InitSegment> init(StreamId streamId, Rendition rendition, long id) {
        return index(streamId, rendition).init(id);
    }

    /** Whether anything that viewers can play from disk is encrypted with the key of that number. */
    public boolean needsKey(StreamId streamId, long number) {
        return renditions()
                .filter(key -> key.streamId().equals(streamId))
                .anyMatch(key -> index(streamId, key.rendition()).needsKey(number));
    }

    /** What is on disk for viewers of a rendition. */
    DvrIndex index(StreamId streamId, Rendition rendition) {
        var open = store;
        return open == null || !isOn(streamId) ? DvrIndex.EMPTY : open.index(streamId, rendition);
    }

    /** Whether the store grows; empty without one. */
    public Optional<DvrState> state() {
        return Optional.ofNullable(store).map(DvrStore::state);
    }

    /** Writes what waits to be written. Waits for the disk. */
    @Override
    public void close() throws IOException {
        var open = store;
        store = null;
        if (open != null) {
            open.close();
        }
    }
}
