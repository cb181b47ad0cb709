package tv.headwater.transcode.stream;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.transcode.wire.Resume;

/** What there is of each rendition of a stream, told by its records in their order. Not safe for use by many threads. */
final class Emitted {

    private final Map<Rendition, Line> lines = new LinkedHashMap<>();
    private long highestSequence = -1;

    /** One rendition. */
    private static final class Line {
        private Stamp stamp;
        private long segment = -1;
        private final Set<Long> pts = new HashSet<>();
        private long lastDts = -1;
        private long shownMicros = Long.MIN_VALUE;
        private boolean ended;

        Line(Stamp stamp) {
            this.stamp = stamp;
        }

        Line copy() {
            var copy = new Line(stamp);
            copy.segment = segment;
            copy.pts.addAll(pts);
            copy.lastDts = lastDts;
            copy.shownMicros = shownMicros;
            copy.ended = ended;
            return copy;
        }

        boolean hasAll(long of, Set<Long> pictures) {
            return of < segment || (of == segment && pts.containsAll(pictures));
        }

        void enter(Stamp now) {
            if (!sameTime(stamp, now)) {
                lastDts = -1;
            }
            if (now.segment() > segment) {
                segment = now.segment();
                pts.clear();
            }
            stamp = now;
            ended = false;
        }
    }

    /** As it is now. */
    Emitted copy() {
        var copy = new Emitted();
        copy.highestSequence = highestSequence;
        lines.forEach((rendition, line) -> copy.lines.put(rendition, line.copy()));
        return copy;
    }

    void on(MediaRecord record) {
        var stamp = record.stamp();
        highestSequence = Math.max(highestSequence, stamp.sequence());
        if (record instanceof Claim || stamp.rendition().equals(Rendition.POSTER)) {
            return;
        }
        var line = lines.computeIfAbsent(stamp.rendition(), _ -> new Line(stamp));
        if (record instanceof EndOfSession) {
            line.ended = true;
            return;
        }
        line.enter(stamp);
        if (record instanceof AccessUnit unit) {
            if (stamp.segment() == line.segment) {
                line.pts.add(unit.pts());
            }
            line.lastDts = Math.max(line.lastDts, unit.dts());
            line.shownMicros = Math.max(line.shownMicros, shownMicros(unit));
        } else if (!(record instanceof Configuration)) {
            throw new IllegalArgumentException("unexpected record " + record);
        }
    }

    /** When a unit is to be shown, in µs since 1970 by the publisher's clock: one line of time through all discontinuities. */
    static long shownMicros(AccessUnit unit) {
        return unit.stamp().wallClockOrigin()
                + unit.pts() * 1_000_000 / MediaRecord.TICKS_PER_SECOND;
    }

    private static boolean sameTime(Stamp a, Stamp b) {
        return a.epoch() == b.epoch() && a.wallClockOrigin() == b.wallClockOrigin();
    }

    /**
     * What a worker must know that goes on from here.
     *
     * @param first stamp of the first source record it gets, whose time decides whether decoding times go on
     */
    List<Resume> resumes(Stamp first) {
        List<Resume> resumes = new ArrayList<>();
        lines.forEach((rendition, line) -> {
            long lastDts = sameTime(line.stamp, first) ? line.lastDts : -1;
            resumes.add(
                    line.ended
                            ? new Resume(rendition, line.segment + 1, Set.of(), lastDts)
                            : new Resume(rendition, line.segment, line.pts, lastDts));
        });
        return resumes;
    }

    /** Of all records, −1 if there are none. */
    long highestSequence() {
        return highestSequence;
    }

    /** The renditions that have begun and not ended. */
    Set<Rendition> open() {
        return lines.entrySet().stream()
                .filter(line -> !line.getValue().ended)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The places of the newest records of the renditions that have not ended. */
    List<Stamp> newestOfOpen() {
        return lines.values().stream().filter(line -> !line.ended).map(line -> line.stamp).toList();
    }

    /**
     * The oldest segment of which something may be missing in one of {@code expected} or of those that are open; empty if
     * one of them has not begun, or there are none.
     */
    OptionalLong oldestOpen(Set<Rendition> expected) {
        var all = new HashSet<>(expected);
        all.addAll(open());
        long oldest = Long.MAX_VALUE;
        long newest = -1;
        for (var rendition : all) {
            var line = lines.get(rendition);
            if (line == null) {
                return OptionalLong.empty();
            }
            newest = Math.max(newest, line.segment);
            oldest = Math.min(oldest, line.ended ? line.segment + 1 : line.segment);
        }
        return newest < 0 ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    /** Whether all these pictures of a segment are there in each of {@code expected} and of those that are open. */
    boolean hasAll(Set<Rendition> expected, long segment, Set<Long> pictures) {
        var all = new HashSet<>(expected);
        all.addAll(open());
        return all.stream()
                .filter(rendition -> !rendition.equals(Rendition.AUDIO_AAC))
                .map(lines::get)
                .allMatch(line -> line != null && line.hasAll(segment, pictures));
    }

    /** Until when what each open rendition but the audio has is to be shown, in µs since 1970; of the one that has least. */
    OptionalLong shownMicros() {
        return lines.entrySet().stream()
                .filter(line -> !line.getValue().ended)
                .filter(line -> !line.getKey().equals(Rendition.AUDIO_AAC))
                .mapToLong(line -> line.getValue().shownMicros)
                .filter(micros -> micros != Long.MIN_VALUE)
                .min();
    }
}
