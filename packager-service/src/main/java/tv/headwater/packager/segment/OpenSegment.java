package tv.headwater.packager.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.EventMessage;
import tv.headwater.packager.cmaf.Fragment;
import tv.headwater.packager.cmaf.Sample;
import tv.headwater.packager.crypt.SampleCipher;

/**
 * The segment a track is at. A part is complete with its last unit: how long that one lasts is taken from the units before it, and the next
 * part's decode time sets right what little that is off. A unit that does not end a part is held back until the next one's dts tells its
 * duration. Nothing here comes from an earlier segment, so that a reader who joined the log at this one makes the same bytes.
 */
final class OpenSegment {

    /** For a picture that is alone in a segment after which nothing follows: 1/30 s. */
    private static final long LONE_PICTURE = 3000;

    /** So many times as far apart, or as close, as before is no jitter: pictures were dropped, or the pace is another. */
    private static final int OUT_OF_PACE = 3;

    private final long msn;
    private final InitSegment init;
    private final @Nullable SampleCipher cipher;
    private final boolean independent;
    private final long start;

    private final List<Part> parts = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<ByteBuffer> messages = new ArrayList<>();
    private long partStart;
    private long partDuration;

    private @Nullable AccessUnit held;
    private long newestTime;
    private long newestDts;
    private long earliestPts;
    private long lastDuration;
    private int units;
    private long paceStart;
    private int paceUnits;
    private double paceBefore;
    private long size;

    /**
     * @param cipher of this segment alone, null where it is in the clear
     */
    OpenSegment(AccessUnit first, InitSegment init, @Nullable SampleCipher cipher) {
        this.msn = first.stamp().segment();
        this.init = init;
        this.cipher = cipher;
        this.independent = first.randomAccess();
        this.start = init.time(first.dts());
        this.earliestPts = first.pts();
        hold(first, start);
    }

    long msn() {
        return msn;
    }

    InitSegment init() {
        return init;
    }

    /** Payload bytes taken in so far. */
    long size() {
        return size;
    }

    long lastDts() {
        return newestDts;
    }

    /** How many parts are complete. */
    int completeParts() {
        return parts.size();
    }

    PartialSegment partial() {
        return new PartialSegment(msn, init, start, programDateTime(), parts);
    }

    void append(AccessUnit unit) {
        long time = init.time(unit.dts());
        settle(time - newestTime);
        lastDuration = time - newestTime;
        hold(unit, time);
    }

    /** The next part says so in its {@code emsg}, unless its time lies before the track's. */
    void tell(TimedEvent event) {
        var text = event.text();
        long at = event.startDate() - init.origin().wallClock();
        if (text == null || at < 0) {
            return;
        }
        var id = new CRC32C();
        id.update(event.id().value().getBytes(StandardCharsets.US_ASCII));
        var duration = event.duration();
        messages.add(
                EventMessage.write(
                        id.getValue(),
                        init.timescale(),
                        init.fromMicros(at),
                        duration == null ? -1 : init.fromMicros(duration),
                        event.dateRangeClass() == null ? "" : event.dateRangeClass(),
                        text));
    }

    /** Closes before a unit of the next segment. */
    MediaSegment complete(AccessUnit next) {
        long time = init.time(next.dts());
        settle(time - newestTime);
        return build(time - start);
    }

    /** Closes where nothing follows: the last unit lasts as long as the one before it. */
    MediaSegment finish() {
        long duration =
                switch (init.track()) {
                    case Track.Audio audio -> audio.samplesPerFrame();
                    case Track.Video _ -> lastDuration > 0 ? lastDuration : LONE_PICTURE;
                };
        settle(duration);
        return build(newestTime + duration - start);
    }

    private void hold(AccessUnit unit, long time) {
        held = unit;
        keepPace(time);
        newestTime = time;
        newestDts = unit.dts();
        earliestPts = Math.min(earliestPts, unit.pts());
        units++;
        size += unit.payload().remaining();
        if (!init.hasParts()) {
            return;
        }
        double usual = usualDuration();
        // The target is a whole number of pictures: what is longer tells of pictures that were
        // dropped, not of the pace.
        long duration = usual > init.partTarget() ? 0 : durationOfNewest(usual);
        if (duration > 0) {
            cutBefore(duration);
            if (partDuration + duration + usual > init.partTarget()) {
                settle(duration);
                cut();
            }
        }
    }

    /** Over pictures that were dropped the mean would be off for the rest of the segment. */
    private void keepPace(long time) {
        long step = time - newestTime;
        double pace = usualDuration();
        if (units == 0 || (pace > 0 && step > pace * OUT_OF_PACE)) {
            paceStart = time;
            paceUnits = 1;
            paceBefore = pace;
        } else if (step * OUT_OF_PACE < pace) {
            paceStart = newestTime;
            paceUnits = 2;
        } else {
            paceUnits++;
        }
    }

    /** Of the track's units in this segment so far; 0 while nothing tells. */
    private double usualDuration() {
        return switch (init.track()) {
            case Track.Audio audio -> audio.samplesPerFrame();
            case Track.Video _ -> paceUnits < 2 ? paceBefore : frameDuration();
        };
    }

    /** What takes a picture to where the next is due. */
    private long durationOfNewest(double usual) {
        return switch (init.track()) {
            case Track.Audio audio -> audio.samplesPerFrame();
            case Track.Video _ -> paceStart + Math.round(paceUnits * usual) - newestTime;
        };
    }

    /** The mean is off by the rounding of two times; where the part target is a whole number of frames, it tells what is meant. */
    private double frameDuration() {
        double mean = (double) (newestTime - paceStart) / (paceUnits - 1);
        long wanted = init.partTarget() - InitSegment.ROUNDING;
        double meant = (double) wanted / Math.max(1, Math.round(wanted / mean));
        return Math.abs(meant - mean) * (paceUnits - 1) <= InitSegment.ROUNDING ? meant : mean;
    }

    /** The unit that was held back lasts so long. */
    private void settle(long duration) {
        var unit = held;
        if (unit == null) {
            return;
        }
        held = null;
        cutBefore(duration);
        if (samples.isEmpty()) {
            partStart = init.time(unit.dts());
        }
        var sample =
                new Sample(unit.payload(), duration, unit.pts() - unit.dts(), unit.randomAccess());
        samples.add(cipher == null ? sample : cipher.encrypt(sample));
        partDuration += duration;
    }

    /** A unit of that duration has no room in the part. */
    private void cutBefore(long duration) {
        if (init.hasParts() && partDuration + duration > init.partTarget()) {
            cut();
        }
    }

    private void cut() {
        if (samples.isEmpty()) {
            return;
        }
        if (parts.isEmpty()) {
            messages.addFirst(Fragment.segmentType());
        }
        // Unique and growing for all but the longest segments, and known to whoever joins here.
        long number = msn << 10 | parts.size();
        var bytes =
                switch (init.track()) {
                    case Track.Video _ -> Fragment.video(messages, number, partStart, samples);
                    case Track.Audio _ -> Fragment.audio(messages, number, partStart, samples);
                };
        parts.add(new Part(partDuration, samples.getFirst().randomAccess(), bytes));
        messages.clear();
        samples.clear();
        partDuration = 0;
    }

    private MediaSegment build(long duration) {
        cut();
        return new MediaSegment(
                msn,
                init,
                start,
                duration,
                programDateTime(),
                units,
                independent,
                init.hasParts() ? parts : List.of(),
                parts.stream().map(Part::bytes).toList());
    }

    private long programDateTime() {
        return init.origin().date(earliestPts);
    }
}
