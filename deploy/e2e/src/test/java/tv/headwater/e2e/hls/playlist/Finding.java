package tv.headwater.e2e.hls.playlist;

/**
 * Something that is not as it must be.
 *
 * @param subject the URI it is about
 * @param line of the playlist, from 1 on; 0 where it is not about a line
 * @param sentence with the value and the limit
 * @param section of RFC 8216bis, or the name of what else is broken
 */
public record Finding(Kind kind, String subject, int line, String sentence, String section) {

    /** What a finding is about, so that a caller may let some pass. */
    public enum Kind {
        /** The text of a playlist. */
        SYNTAX,
        /** A media playlist by itself. */
        PLAYLIST,
        /** A multivariant playlist by itself. */
        MULTIVARIANT,
        /** A playlist and those before it. */
        OVER_TIME,
        /** EXT-X-TARGETDURATION grew in mid-stream, as ours may when a publisher spaces its keyframes wider. */
        TARGET_DURATION_GREW,
        /** Init segments, segments and parts. */
        MEDIA,
        /** Renditions beside each other. */
        ALIGNMENT,
        /** Status and headers. */
        HTTP,
        /** The answers to delivery directives. */
        DIRECTIVES
    }

    @Override
    public String toString() {
        var where = line == 0 ? subject : subject + ":" + line;
        return kind + " " + where + ": " + sentence + " (" + section + ")";
    }
}
