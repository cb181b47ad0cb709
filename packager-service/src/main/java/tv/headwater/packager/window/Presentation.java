package tv.headwater.packager.window;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.headwater.packager.dash.Mpd;
import tv.headwater.packager.dash.Mpd.Period;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/** What a stream's DASH manifest says: a function of its listing. Each discontinuity is a Period. */
final class Presentation {

    /**
     * A discontinuity is announced once it has so many segments: players choose from what a Period had when they first saw it, and in
     * that time transcoded renditions and audio have theirs. It delays nobody: who keeps the delay is not there yet.
     */
    static final int SETTLED = 2;

    /** Target durations from the end of what is there, as HOLD-BACK has it. */
    private static final int DELAY = 3;

    private final Listing listing;
    private final RenditionWindow reference;
    private final boolean ended;

    private Presentation(Listing listing, boolean ended) {
        this.listing = listing;
        this.reference = listing.reference();
        this.ended = ended;
    }

    /**
     * Empty while there is no Period.
     *
     * @param ended whether nothing can follow
     */
    static Optional<Mpd> of(Listing listing, boolean ended) {
        var presentation = new Presentation(listing, ended);
        var inits = presentation.inits();
        return inits.isEmpty() ? Optional.empty() : Optional.of(presentation.of(inits));
    }

    private Mpd of(List<InitSegment> inits) {
        long newest = inits.getLast().number();
        var periods = inits.stream().map(this::period).toList();
        long end = listing.all().mapToLong(window -> end(window, newest)).max().orElseThrow();
        var target = Duration.ofSeconds(reference.targetDuration());
        return new Mpd(
                instant(end),
                target.dividedBy(2),
                depth(end),
                target,
                target.multipliedBy(DELAY),
                reference.hasParts(),
                ended ? micros(end) : null,
                periods);
    }

    /** Of the reference, one for each discontinuity that is announced. */
    private List<InitSegment> inits() {
        List<InitSegment> announced = new ArrayList<>();
        for (var init : newestFirst()) {
            if (announced.isEmpty() ? isSettled(init.number()) : precedes(init, announced)) {
                announced.add(init);
            }
        }
        return announced.reversed();
    }

    private List<InitSegment> newestFirst() {
        return reference.listed().reversed().stream()
                .filter(segment -> !segment.isGap())
                .map(MediaSegment::init)
                .distinct()
                .toList();
    }

    /** Periods only go forward; where the clock was set back between two sessions the earlier one is left out. */
    private static boolean precedes(InitSegment init, List<InitSegment> later) {
        return init.origin().startDate() < later.getLast().origin().startDate();
    }

    private boolean isSettled(long number) {
        long segments = count(reference, number);
        boolean complete =
                listing.published()
                        .filter(RenditionWindow::current)
                        .allMatch(window -> count(window, number) > 0);
        boolean over = ended || number < reference.newest().init().number();
        return over || segments >= Listing.PATIENCE || (complete && segments >= SETTLED);
    }

    private static long count(RenditionWindow window, long number) {
        return window.listed().stream()
                .filter(segment -> segment.init().number() == number && !segment.isGap())
                .count();
    }

    private Period period(InitSegment init) {
        return new Period(
                Long.toString(init.number()),
                micros(init.origin().startDate()),
                AdaptationSets.of(listing, init.number()));
    }

    /** When the media of discontinuities up to {@code number} ends, µs since 1970. */
    private static long end(RenditionWindow window, long number) {
        return window.listed().reversed().stream()
                .filter(segment -> segment.init().number() <= number && !segment.isGap())
                .findFirst()
                .map(RenditionWindow::end)
                .orElse(Long.MIN_VALUE);
    }

    private Duration depth(long end) {
        return micros(end - reference.listed().getFirst().programDateTime())
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusMillis(Math.floorDiv(micros, 1000L));
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
