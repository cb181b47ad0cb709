package tv.headwater.packager.segment;

import java.util.Locale;

/** What became of a record. */
public enum Verdict {
    TAKEN,
    /** Its session is older than the newest seen. */
    OLD_EPOCH,
    /** Its sequence was already had. */
    REPEATED,
    /** It belongs to a segment whose beginning the log no longer holds, or that is closed already. */
    BEFORE_CONFIG,
    /** The configuration names no such track, or one that is not packaged. */
    UNKNOWN_TRACK,
    /** Its segment or dts does not come after the unit before it. */
    UNORDERED,
    /** It came after its session's END. */
    AFTER_END,
    /** Its writer had been replaced: a claim above its sequence stands before it. */
    SUPERSEDED,
    /** Its rendition is none that its topic is for. */
    MISPLACED,
    /** Its rendition failed in this session. */
    FAULTY,
    /** Its stream has as many renditions as are kept. */
    TOO_MANY_RENDITIONS,
    /** It is to be encrypted, and the secret of its stream is not known. */
    NO_KEY,
    /** A poster beyond the limit. */
    TOO_LONG;

    /** As a metric's tag. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
