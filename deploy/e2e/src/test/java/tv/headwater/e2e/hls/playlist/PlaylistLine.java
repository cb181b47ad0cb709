package tv.headwater.e2e.hls.playlist;

/** A line that is well-formed. */
sealed interface PlaylistLine {

    /** From 1 on. */
    int number();

    /**
     * A tag.
     *
     * @param value of a tag that has a single one, else empty
     */
    record Tagged(int number, Tag tag, String value, Attributes attributes)
            implements PlaylistLine {}

    record Uri(int number, String uri) implements PlaylistLine {}
}
