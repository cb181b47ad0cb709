package tv.headwater.mediahttp;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;

/** A strong validator (RFC 9110 8.8.3); of what is immutable under its path the same on every node. */
record EntityTag(String text) {

    /** What is immutable under its path needs no hash to be told from anything else there. */
    static EntityTag of(MediaPath path, MediaResponse.Found found, ContentCoding coding) {
        var bytes =
                found.caching().immutable()
                        ? path.path() + ":" + found.content().length()
                        : found.content().hash();
        return new EntityTag(
                switch (coding) {
                    case IDENTITY -> '"' + bytes + '"';
                    case GZIP -> '"' + bytes + "-gzip\"";
                });
    }

    /** Whether an If-None-Match header names it, by weak comparison. */
    boolean isIn(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        for (var candidate : ifNoneMatch.split(",", -1)) {
            var tag = candidate.strip();
            if (text.equals(tag.startsWith("W/") ? tag.substring(2) : tag)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an If-Range header allows a part of the body; a date in it never does, for nothing here has one. */
    boolean allowsRange(@Nullable String ifRange) {
        return ifRange == null || ifRange.strip().equals(text);
    }
}
