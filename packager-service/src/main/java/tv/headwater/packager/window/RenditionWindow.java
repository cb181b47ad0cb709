package tv.headwater.packager.window;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
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
 * @param segments consecutive numbers, oldest first
 * @param firstListed index of the first one in the playlist
 * @param partial the segment after them, as far as it is made; null where nothing is
 */
public record RenditionWindow(
        Rendition rendition,
        boolean current,
        boolean open,
        int targetDuration,
        List<MediaSegment> segments,
        int firstListed,
        @Nullable PartialSegment partial) {

    public RenditionWindow {
        segments = List.copyOf(segments);
    }

    static RenditionWindow of(Rendition rendition) {
        return new RenditionWindow(rendition, false, false, 1, List.of(), 0, null);
    }

    RenditionWindow configured(boolean nowCurrent, int nowTargetDuration) {
        return new RenditionWindow(
                rendition, nowCurrent, true, nowTargetDuration, segments, firstListed, partial);
    }

    RenditionWindow opened(boolean nowOpen) {
        return new RenditionWindow(
                rendition, current, nowOpen, targetDuration, segments, firstListed, partial);
    }

    RenditionWindow restarted() {
        return new RenditionWindow(rendition, current, open, targetDuration, List.of(), 0, null);
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
                    rendition, current, open, targetDuration, segments, firstListed, next);
        }
        var all = Gaps.bridged(segments, next.msn(), next.init(), next.start());
        return holding(all, next, limits);
    }

    private RenditionWindow holding(
            List<MediaSegment> all, @Nullable PartialSegment next, WindowLimits limits) {
        int listedFrom = listedFrom(all, limits);
        int keptFrom = keptFrom(all, listedFrom, limits);
        return new RenditionWindow(
                rendition,
                current,
                open,
                targetDuration,
                all.subList(keptFrom, all.size()),
                listedFrom - keptFrom,
                next);
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

    /** @param id {@link InitSegment#id} */
    public Optional<InitSegment> init(long id) {
        return segments.stream()
                .map(MediaSegment::init)
                .filter(init -> init.id() == id)
                .findFirst();
    }

    /** Whether anything in it is encrypted with the key of that number. */
    boolean needsKey(long number) {
        return Stream.concat(
                        segments.stream().map(MediaSegment::init),
                        Stream.ofNullable(partial).map(PartialSegment::init))
                .map(InitSegment::key)
                .anyMatch(key -> key != null && key.number() == number);
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

    /** PROGRAM-DATE-TIME of what its playlist begins with, µs since 1970. There must be a segment. */
    long begin() {
        return listed().getFirst().programDateTime();
    }

    /** Likewise where its playlist ends. */
    long end() {
        return partial == null
                ? newest().programDateTime() + micros(newest().duration(), newest().init())
                : partial.programDateTime() + micros(partial.duration(), partial.init());
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

    long bytes() {
        return segments.stream().mapToLong(MediaSegment::size).sum();
    }
}
