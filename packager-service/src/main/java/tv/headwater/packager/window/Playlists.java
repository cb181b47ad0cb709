package tv.headwater.packager.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.DateRangeTags;
import tv.headwater.packager.playlist.MediaPlaylist;
import tv.headwater.packager.playlist.MediaPlaylist.LowLatency;
import tv.headwater.packager.playlist.MediaPlaylist.PartialSegment;
import tv.headwater.packager.playlist.MediaPlaylist.RenditionReport;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.Part;

/** What a rendition's Media Playlist says: a function of its window. */
public final class Playlists {

    private static final long MICROS = 1_000_000;

    /** Before everything. */
    private static final long NOTHING = Long.MIN_VALUE;

    private Playlists() {}

    /**
     * There must be a segment to list.
     *
     * @param ranges of the stream
     * @param reports of the other renditions
     * @param ended whether nothing can follow
     */
    static MediaPlaylist of(
            RenditionWindow window,
            DateRanges ranges,
            List<RenditionReport> reports,
            boolean ended) {
        var listed = window.listed();
        return new MediaPlaylist(
                window.targetDuration(),
                listed.getFirst().msn(),
                listed.getFirst().init().number(),
                window.isIndependent(),
                tags(window, ranges),
                segments(window),
                window.hasParts() ? lowLatency(window, reports, ended) : null,
                ended);
    }

    private static DateRangeTags tags(RenditionWindow window, DateRanges ranges) {
        long begin = window.begin();
        long end = window.end();
        long skip = skip(window);
        long boundary = MICROS * MediaPlaylist.canSkipUntil(window.targetDuration());
        long age = skip == NOTHING ? boundary : end - skip;
        // Playlists go forward by whole segments, so an older one may have begun a little earlier.
        return ranges.tags(begin, end, skip, begin - age - boundary / 3);
    }

    /** Where the newest segment ends that a Playlist Delta Update leaves out, or {@link #NOTHING}. */
    private static long skip(RenditionWindow window) {
        double untilEnd = seconds(window);
        for (var segment : window.listed().reversed()) {
            if (untilEnd >= MediaPlaylist.canSkipUntil(window.targetDuration())) {
                return RenditionWindow.end(segment);
            }
            untilEnd += segment.seconds();
        }
        return NOTHING;
    }

    /** Parts are listed only near the live edge: three target durations (RFC 8216bis 6.2.1 has them leave after that). */
    private static List<MediaPlaylist.Segment> segments(RenditionWindow window) {
        List<MediaPlaylist.Segment> entries = new ArrayList<>();
        double untilEnd = seconds(window);
        for (var segment : window.listed().reversed()) {
            boolean recent = window.hasParts() && untilEnd < 3.0 * window.targetDuration();
            entries.add(entry(segment, recent));
            untilEnd += segment.seconds();
        }
        return entries.reversed();
    }

    private static double seconds(RenditionWindow window) {
        var partial = window.partial();
        return partial == null ? 0 : (double) partial.duration() / partial.init().timescale();
    }

    private static MediaPlaylist.Segment entry(MediaSegment segment, boolean recent) {
        return entry(
                segment.msn(),
                segment.init(),
                segment.duration(),
                segment.programDateTime(),
                segment.isGap(),
                recent ? parts(segment.msn(), segment.init(), segment.parts()) : List.of());
    }

    /**
     * A segment as playlists list it.
     *
     * @param duration in units of the track's timescale
     * @param programDateTime µs since 1970
     */
    public static MediaPlaylist.Segment entry(
            long msn,
            InitSegment init,
            long duration,
            long programDateTime,
            boolean gap,
            List<MediaPlaylist.Part> parts) {
        return new MediaPlaylist.Segment(
                msn + ".m4s",
                duration,
                init.timescale(),
                date(programDateTime),
                map(init),
                key(init),
                init.number(),
                gap,
                parts);
    }

    /** µs since 1970 to the nearest millisecond. */
    static Instant date(long programDateTime) {
        return Instant.EPOCH.plusMillis(Math.floorDiv(programDateTime + 500, 1000L));
    }

    private static List<MediaPlaylist.Part> parts(long msn, InitSegment init, List<Part> parts) {
        List<MediaPlaylist.Part> entries = new ArrayList<>();
        for (var part : parts) {
            entries.add(
                    new MediaPlaylist.Part(
                            uri(msn, entries.size()),
                            part.duration(),
                            init.timescale(),
                            part.independent()));
        }
        return entries;
    }

    private static LowLatency lowLatency(
            RenditionWindow window, List<RenditionReport> reports, boolean ended) {
        var partial = window.partial();
        var hinted = window.hinted();
        return new LowLatency(
                partTarget(window),
                partial == null ? null : next(partial),
                ended ? null : uri(hinted.msn(), hinted.parts()),
                ended ? List.of() : reports);
    }

    private static @Nullable PartialSegment next(
            tv.headwater.packager.segment.PartialSegment partial) {
        return new PartialSegment(
                map(partial.init()),
                key(partial.init()),
                partial.init().number(),
                parts(partial.msn(), partial.init(), partial.parts()));
    }

    /** In whole milliseconds, which no part in the list exceeds: those before a change of frame rate may be longer. */
    private static int partTarget(RenditionWindow window) {
        return window.listed().stream()
                .mapToInt(segment -> partTarget(segment.init()))
                .reduce(partTarget(window.tip()), Math::max);
    }

    private static int partTarget(InitSegment init) {
        return Math.toIntExact(Math.ceilDiv(init.partTarget() * 1000, init.timescale()));
    }

    private static String uri(long msn, int part) {
        return msn + "." + part + ".m4s";
    }

    private static @Nullable KeyTag key(InitSegment init) {
        var key = init.key();
        return key == null
                ? null
                : KeyTag.sampleAes("../" + MediaPath.KEYS + "/" + key.number(), key);
    }

    /** The URI of EXT-X-MAP. */
    static String map(InitSegment init) {
        return "init-" + init.id() + ".mp4";
    }
}
