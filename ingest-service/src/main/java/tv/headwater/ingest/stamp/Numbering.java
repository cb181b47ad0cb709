package tv.headwater.ingest.stamp;

/**
 * The numbers a session begins with.
 *
 * @param segment of its first segment
 * @param discontinuitySequence of its first segment
 * @param targetDuration EXT-X-TARGETDURATION so far in seconds, 0 if there was none
 */
public record Numbering(long segment, long discontinuitySequence, int targetDuration) {

    /** A stream without a past. */
    public static final Numbering FIRST = new Numbering(0, 0, 0);

    /** What follows a session that ended with these numbers. */
    public static Numbering after(
            long lastSegment, long lastDiscontinuitySequence, int targetDuration) {
        return new Numbering(lastSegment + 1, lastDiscontinuitySequence + 1, targetDuration);
    }

    /** The later of the two in each number, so that none is ever given twice. */
    public Numbering orLater(Numbering other) {
        return new Numbering(
                Math.max(segment, other.segment),
                Math.max(discontinuitySequence, other.discontinuitySequence),
                Math.max(targetDuration, other.targetDuration));
    }
}
