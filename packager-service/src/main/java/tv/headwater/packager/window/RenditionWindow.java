package tv.headwater.packager.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.playlist.MediaPlaylist;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/**
 * One rendition's segments: what its playlist lists, and before that what it listed a while ago and still must serve (RFC
 * 8216bis 6.2.2). Which those are depends on nothing but the newest segments, so every packager lists the same.
 *
 * @param current whether the newest configuration has the rendition
 * @param open whether its session goes on, so that more may come
 * @param segments consecutive numbers, oldest first
 * @param firstListed index of the first one in the playlist
 */
public record RenditionWindow(
        Rendition rendition,
        boolean current,
        boolean open,
        int targetDuration,
        List<MediaSegment> segments,
        int firstListed) {

    /** More missing numbers than this are not bridged with gaps: the window starts anew. */
    static final int MAX_GAP = 16;

    private static final long MICROS = 1_000_000;

    public RenditionWindow {
        segments = List.copyOf(segments);
    }

    static RenditionWindow of(Rendition rendition) {
        return new RenditionWindow(rendition, false, false, 1, List.of(), 0);
    }

    RenditionWindow configured(boolean nowCurrent, int nowTargetDuration) {
        return new RenditionWindow(
                rendition, nowCurrent, true, nowTargetDuration, segments, firstListed);
    }

    RenditionWindow opened(boolean nowOpen) {
        return new RenditionWindow(
                rendition, current, nowOpen, targetDuration, segments, firstListed);
    }

    RenditionWindow restarted() {
        return new RenditionWindow(rendition, current, open, targetDuration, List.of(), 0);
    }

    /** With one more segment, and without those nobody may ask for any more. */
    RenditionWindow with(MediaSegment next, WindowLimits limits) {
        List<MediaSegment> all = new ArrayList<>();
        if (!segments.isEmpty()) {
            long missing = next.msn() - segments.getLast().msn() - 1;
            if (missing >= 0 && missing <= MAX_GAP) {
                all.addAll(segments);
                all.addAll(gaps(segments.getLast(), next));
            }
        }
        all.add(next);
        int listedFrom = listedFrom(all, limits);
        int keptFrom = keptFrom(all, listedFrom, limits);
        return new RenditionWindow(
                rendition,
                current,
                open,
                targetDuration,
                all.subList(keptFrom, all.size()),
                listedFrom - keptFrom);
    }

    /** Media Sequence Numbers must not skip, but a track may have been silent for whole segments. */
    private static List<MediaSegment> gaps(MediaSegment last, MediaSegment next) {
        int count = (int) (next.msn() - last.msn() - 1);
        boolean sameClock = last.init().number() == next.init().number();
        long silence = sameClock ? Math.max(0, next.start() - last.end()) : 0;
        List<MediaSegment> gaps = new ArrayList<>();
        var before = last;
        for (int i = 0; i < count; i++) {
            long duration = silence * (i + 1) / count - silence * i / count;
            long date =
                    before.programDateTime()
                            + before.duration() * MICROS / before.init().timescale();
            before = MediaSegment.gap(before.msn() + 1, last.init(), before.end(), duration, date);
            gaps.add(before);
        }
        return gaps;
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

    /** Its Media Playlist; empty before the first segment is complete. */
    public Optional<MediaPlaylist> playlist(boolean ended) {
        var listed = listed();
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new MediaPlaylist(
                        targetDuration,
                        listed.getFirst().msn(),
                        listed.getFirst().init().number(),
                        isIndependent(),
                        listed.stream().map(RenditionWindow::entry).toList(),
                        ended));
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

    private static MediaPlaylist.Segment entry(MediaSegment segment) {
        return new MediaPlaylist.Segment(
                segment.msn() + ".m4s",
                segment.duration(),
                segment.init().timescale(),
                Instant.EPOCH.plusMillis(Math.floorDiv(segment.programDateTime() + 500, 1000L)),
                "init-" + segment.init().id() + ".mp4",
                segment.init().number(),
                segment.isGap());
    }
}
