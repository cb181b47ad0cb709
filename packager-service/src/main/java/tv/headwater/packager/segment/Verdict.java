package tv.headwater.packager.segment;

import java.util.Locale;

/** What became of a record. */
public enum Verdict {
    TAKEN,
    /** Its session is older than the newest seen. */
    OLD_EPOCH,
    /** Its sequence was already had. */
    REPEATED,
    /** It belongs to a segment whose beginning the log no longer holds. */
    BEFORE_CONFIG,
    /** The configuration names no such track, or one that is not packaged. */
    UNKNOWN_TRACK,
    /** Its segment or dts does not come after the unit before it. */
    UNORDERED,
    /** It came after its session's END. */
    AFTER_END;

    /** As a metric's tag. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
