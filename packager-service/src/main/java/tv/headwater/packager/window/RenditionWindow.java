package tv.headwater.packager.window;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.Part;
import tv.headwater.packager.segment.PartialSegment;

/**
 * One rendition's segments: what its playlist lists, and before that what it listed a while ago and still must serve (RFC
 * 8216bis 6.2.2). Which those are depends on nothing but the newest segments, so every packager lists the same.
 *
 * @param current whether the newest configuration has the rendition
 * @param open whether its session goes on, so that more may come
 * @param segmentTarget ticks after which a segment ends at the next random-access unit
 * @param segments consecutive numbers, oldest first
 * @param firstListed index of the first one in the playlist
 * @param partial the segment after them, as far as it is made; null where nothing is
 * @param bytes of {@code segments}
 */
public record RenditionWindow(
        Rendition rendition,
        boolean current,
        boolean open,
        int targetDuration,
        int segmentTarget,
        List<MediaSegment> segments,
        int firstListed,
        @Nullable PartialSegment partial,
        long bytes) {

    /** Times are rounded to milliseconds: ticks by which two durations that are meant to be the same may differ. */
    private static final int ROUNDING = MediaRecord.TICKS_PER_SECOND / 500;

    public RenditionWindow {
        segments = List.copyOf(segments);
    }

    static RenditionWindow of(Rendition rendition) {
        return new RenditionWindow(rendition, false, false, 1, 0, List.of(), 0, null, 0);
    }

    RenditionWindow configured(boolean nowCurrent, int nowTargetDuration, int nowSegmentTarget) {
        return new RenditionWindow(
                rendition,
                nowCurrent,
                true,
                nowTargetDuration,
                nowSegmentTarget,
                segments,
                firstListed,
                partial,
                bytes);
    }

    RenditionWindow opened(boolean nowOpen) {
        return new RenditionWindow(
                rendition,
                current,
                nowOpen,
                targetDuration,
                segmentTarget,
                segments,
                firstListed,
                partial,
                bytes);
    }

    RenditionWindow restarted() {
        return new RenditionWindow(
                rendition, current, open, targetDuration, segmentTarget, List.of(), 0, null, 0);
    }

    /** With one more segment, and without those nobody may ask for any more. */
    RenditionWindow with(MediaSegment next, WindowLimits limits) {
        var all = Gaps.bridged(segments, next.msn(), next.init(), next.start());
        all.add(next);
        return holding(all, null, limits);
    }

    /** With parts of the segment that comes next. */
    RenditionWindow with(PartialSegment next, WindowLimits limits) {
        if (partial != null && partial.msn() == next.msn()) {
            return new RenditionWindow(
                    rendition,
                    current,
                    open,
                    targetDuration,
                    segmentTarget,
                    segments,
                    firstListed,
                    next,
                    bytes);
        }
        var all = Gaps.bridged(segments, next.msn(), next.init(), next.start());
        return holding(all, next, limits);
    }

    private RenditionWindow holding(
            List<MediaSegment> all, @Nullable PartialSegment next, WindowLimits limits) {
        int listedFrom = listedFrom(all, limits);
        int keptFrom = keptFrom(all, listedFrom, limits);
        var kept = all.subList(keptFrom, all.size());
        return new RenditionWindow(
                rendition,
                current,
                open,
                targetDuration,
                segmentTarget,
                kept,
                listedFrom - keptFrom,
                next,
                kept.stream().mapToLong(MediaSegment::size).sum());
    }

    private static int listedFrom(List<MediaSegment> all, WindowLimits limits) {
        double seconds = 0;
        long bytes = 0;
        int from = all.size();
        while (from > 0
                && (seconds < limits.listedSeconds()
                        || all.size() - from < WindowLimits.MIN_LISTED)) {
            bytes += all.get(from - 1).size();
            if (bytes > limits.maxBytes() && from < all.size()) {
                break;
            }
            from--;
            seconds += all.get(from).seconds();
        }
        return from;
    }

    /** A segment stays for its own duration and that of the longest playlist that had it, after it left the playlist. */
    private static int keptFrom(List<MediaSegment> all, int listedFrom, WindowLimits limits) {
        double listed = 0;
        long bytes = 0;
        for (var segment : all.subList(listedFrom, all.size())) {
            listed += segment.seconds();
            bytes += segment.size();
        }
        double unlisted = 0;
        int from = listedFrom;
        while (from > 0 && unlisted <= listed + all.get(from - 1).seconds()) {
            bytes += all.get(from - 1).size();
            if (bytes > limits.maxBytes()) {
                break;
            }
            from--;
            unlisted += all.get(from).seconds();
        }
        return from;
    }

    /** The segments its playlist lists. */
    public List<MediaSegment> listed() {
        return segments.subList(firstListed, segments.size());
    }

    public Optional<MediaSegment> segment(long msn) {
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        long index = msn - segments.getFirst().msn();
        return index < 0 || index >= segments.size()
                ? Optional.empty()
                : Optional.of(segments.get((int) index));
    }

    /**
     * Of a segment, or of the parts of the one that comes next: they are listed before it is whole.
     *
     * @param id {@link InitSegment#id}
     */
    public Optional<InitSegment> init(long id) {
        return inits().filter(init -> init.id() == id).findFirst();
    }

    private Stream<InitSegment> inits() {
        return Stream.concat(
                segments.stream().map(MediaSegment::init),
                Stream.ofNullable(partial).map(PartialSegment::init));
    }

    /** Whether anything in it is encrypted with the key of that number. */
    boolean needsKey(long number) {
        return inits().map(InitSegment::key).anyMatch(key -> key != null && key.number() == number);
    }

    /** Whether anything its playlist lists is encrypted. */
    boolean isEncrypted() {
        return listed().stream().anyMatch(segment -> segment.init().key() != null);
    }

    /** The bytes of a part; empty where there is none. */
    public Optional<ByteBuffer> part(long msn, int index) {
        return parts(msn).stream().skip(index).findFirst().map(Part::bytes);
    }

    private List<Part> parts(long msn) {
        return partial != null && partial.msn() == msn
                ? partial.parts()
                : segment(msn).map(MediaSegment::parts).orElse(List.of());
    }

    /** Whether what is published is cut into parts. */
    public boolean hasParts() {
        return (partial != null || !segments.isEmpty()) && tip().hasParts();
    }

    /** Whether segment {@code msn} is published as a whole. There must be a segment. */
    public boolean covers(long msn) {
        return msn < position().msn();
    }

    /** Whether a part is published. One beyond its segment's last means the next one's first (RFC 8216bis 6.2.5.2). */
    public boolean covers(long msn, int part) {
        var position = position();
        if (msn >= position.msn()) {
            return msn == position.msn() && part < position.parts();
        }
        var held = segment(msn);
        boolean beyond = held.isPresent() && part >= held.get().parts().size();
        return !beyond || msn + 1 < position.msn() || position.parts() > 0;
    }

    /** Of the newest media. */
    public InitSegment tip() {
        return partial != null ? partial.init() : newest().init();
    }

    /** How far it is published. There must be a segment. */
    public Position position() {
        return partial != null
                ? new Position(partial.msn(), partial.parts().size())
                : new Position(newest().msn() + 1, 0);
    }

    /**
     * The part that EXT-X-PRELOAD-HINT names. Where a segment lasts as long as the one before it, and no less than segments are to last, it is
     * taken to be over: the next one's first part. There must be a segment.
     */
    public Position hinted() {
        var position = position();
        return partial != null && ticks(partial.duration(), partial.init()) >= usualTicks(partial)
                ? new Position(position.msn() + 1, 0)
                : position;
    }

    private long usualTicks(PartialSegment current) {
        long before =
                segments.isEmpty() || newest().init().number() != current.init().number()
                        ? 0
                        : ticks(newest().duration(), newest().init());
        return Math.max(segmentTarget, before) - ROUNDING;
    }

    private static long ticks(long duration, InitSegment init) {
        return duration * MediaRecord.TICKS_PER_SECOND / init.timescale();
    }

    /** PROGRAM-DATE-TIME of what its playlist begins with, µs since 1970. There must be a segment. */
    long begin() {
        return listed().getFirst().programDateTime();
    }

    /** Likewise where its playlist ends. */
    long end() {
        return partial == null
                ? end(newest())
                : partial.programDateTime() + micros(partial.duration(), partial.init());
    }

    static long end(MediaSegment segment) {
        return segment.programDateTime() + micros(segment.duration(), segment.init());
    }

    private static long micros(long duration, InitSegment init) {
        return duration * 1_000_000 / init.timescale();
    }

    /** The newest one; there must be one. */
    MediaSegment newest() {
        return segments.getLast();
    }

    boolean isIndependent() {
        return listed().stream().allMatch(MediaSegment::independent);
    }

    boolean hasCaptions() {
        return listed().stream().anyMatch(MediaSegment::captions);
    }
}
