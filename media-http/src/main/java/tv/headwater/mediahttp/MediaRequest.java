package tv.headwater.mediahttp;

import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;

/**
 * A GET or HEAD of a media path, already checked against the grammar.
 *
 * @param path without the playback token that may have stood before it
 * @param asker who wants it, which the object itself never depends on
 */
public record MediaRequest(MediaPath path, HlsQuery query, Asker asker) {

    /** By someone who says nothing of himself. */
    public MediaRequest(MediaPath path, HlsQuery query, String remoteAddress) {
        this(path, query, Asker.at(remoteAddress));
    }

    /** Whether it may be answered only when something is published: a blocking reload, or a part that a playlist hinted at. */
    public boolean mayBlock() {
        return query.msn() != null || path instanceof MediaPath.Part;
    }
}
