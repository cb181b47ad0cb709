package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.packager.playlist.DateRange;
import tv.headwater.packager.playlist.DateRangeTags;

/**
 * A stream's date ranges, in the order in which they were told first, and which of them a playlist lists.
 *
 * <p>A playlist lists a range if it reaches further than the source had come where the range stands in the log: a range is told
 * with the first part that follows it, however far ahead it starts. So two packagers list the same in playlists of the same end,
 * whenever they read the range. Of a transcoded rendition that takes a packager which has read the source as far as that, as it has
 * but for moments: what is transcoded stands in the log after what it was made of.
 *
 * @param announced each event once, at its first place in what was read of the log
 */
public record DateRanges(List<Announced> announced) {

    /** Ranges in a playlist whose end nobody knows; of more, those that stand last in the log. */
    static final int MAX_OPEN = 100;

    /** Ranges in a playlist; likewise. */
    static final int MAX_LISTED = 500;

    /** Characters of all of a playlist's ranges; likewise. */
    static final int MAX_TEXT = 256 * 1024;

    /** Ranges that are kept; those that a playlist might list, and those told since. */
    static final int MAX_KEPT = 2 * MAX_LISTED;

    /** Dates are rounded, differently in playlists and in what we compare them with; in µs. */
    static final long TOLERANCE = 1000;

    /** µs for which ranges are kept that have left all playlists, to say that they have. */
    static final long REMOVED = 600_000_000;

    public static final DateRanges NONE = new DateRanges(List.of());

    public DateRanges {
        announced = List.copyOf(announced);
    }

    /**
     * An event of the log.
     *
     * @param sequence of its stamp, which tells the order in which events were told first
     * @param at how far the source had come where it stands, {@link SourceReach#date}
     * @param line the tag it is
     */
    public record Announced(TimedEvent event, long sequence, long at, String line) {}

    /** With the next event of the log, which is left out if it was there before. */
    public DateRanges with(TimedMetadata metadata, long at) {
        var event = metadata.event();
        if (announced.stream().anyMatch(each -> each.event().id().equals(event.id()))) {
            return this;
        }
        List<Announced> all = new ArrayList<>(announced);
        long sequence = metadata.stamp().sequence();
        all.add(new Announced(event, sequence, at, new DateRange(event).text()));
        all.sort(Comparator.comparingLong(Announced::sequence));
        return new DateRanges(all.subList(Math.max(0, all.size() - MAX_KEPT), all.size()));
    }

    /** Without those that ended before {@code date}, the PROGRAM-DATE-TIME that the stream's oldest playlist begins with. */
    public DateRanges from(long date) {
        // One told later may end another only in playlists that reach so far.
        var starts = starts(told(date));
        var left = announced.stream().filter(each -> isAfter(end(each, starts), date)).toList();
        return left.size() == announced.size() ? this : new DateRanges(left);
    }

    /**
     * The tags of a playlist, in the order of the log, each with its line feed.
     *
     * @param begin PROGRAM-DATE-TIME of its first segment, µs since 1970
     * @param end that of the end of its last segment or part
     */
    public List<String> listed(long begin, long end) {
        return chosen(begin, end).stream().map(Announced::line).toList();
    }

    private List<Announced> chosen(long begin, long end) {
        var told = told(end);
        var starts = starts(told);
        List<Announced> newestFirst = new ArrayList<>();
        int open = 0;
        int length = 0;
        for (var each : told.reversed()) {
            var over = end(each, starts);
            if (!isAfter(over, begin) || (over == null && ++open > MAX_OPEN)) {
                continue;
            }
            length += each.line().length();
            if (newestFirst.size() == MAX_LISTED || length > MAX_TEXT) {
                break;
            }
            newestFirst.add(each);
        }
        return newestFirst.reversed();
    }

    /**
     * Likewise, as Playlist Delta Updates need them.
     *
     * @param skip what a playlist reached to that is as old as the Skip Boundary, µs since 1970
     * @param left what that one may have begun with, likewise
     */
    public DateRangeTags tags(long begin, long end, long skip, long left) {
        var listed = chosen(begin, end);
        var before = chosen(left, end);
        // Where there are too many, one may come back that has been left out for others.
        boolean limited = before.size() < count(left, end);
        var removed = new ArrayList<>(before);
        removed.removeAll(listed);
        return new DateRangeTags(
                lines(listed.stream().filter(each -> !limited && isTold(each, skip))),
                lines(listed.stream().filter(each -> limited || !isTold(each, skip))),
                removed.stream().map(each -> each.event().id().value()).toList());
    }

    private static List<String> lines(Stream<Announced> ranges) {
        return ranges.map(Announced::line).toList();
    }

    private long count(long begin, long end) {
        var told = told(end);
        var starts = starts(told);
        return told.stream().filter(each -> isAfter(end(each, starts), begin)).count();
    }

    private static boolean isTold(Announced range, long end) {
        return range.at() + TOLERANCE < end;
    }

    private List<Announced> told(long end) {
        return announced.stream().filter(each -> isTold(each, end)).toList();
    }

    private static boolean isAfter(@Nullable Long end, long date) {
        return end == null || end >= date;
    }

    /** When those of each class start. */
    private static Map<String, NavigableSet<Long>> starts(List<Announced> ranges) {
        Map<String, NavigableSet<Long>> starts = new HashMap<>();
        for (var range : ranges) {
            var name = range.event().dateRangeClass();
            if (name != null) {
                starts.computeIfAbsent(name, _ -> new TreeSet<>()).add(range.event().startDate());
            }
        }
        return starts;
    }

    /** When it ends, null while nobody knows; with END-ON-NEXT, when the next of its class starts. */
    private static @Nullable Long end(Announced range, Map<String, NavigableSet<Long>> starts) {
        var event = range.event();
        var name = event.dateRangeClass();
        if (!event.endOnNext() || name == null) {
            return event.endDate();
        }
        var sameClass = starts.get(name);
        return sameClass == null ? null : sameClass.higher(event.startDate());
    }
}
