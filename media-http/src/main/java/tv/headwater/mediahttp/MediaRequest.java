package tv.headwater.mediahttp;

import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;

/**
 * A GET or HEAD of a media path, already checked against the grammar.
 *
 * @param remoteAddress the peer's IP address
 */
public record MediaRequest(MediaPath path, HlsQuery query, String remoteAddress) {

    /** Whether it may be answered only when something is published: a blocking reload, or a part that a playlist hinted at. */
    public boolean mayBlock() {
        return query.msn() != null || path instanceof MediaPath.Part;
    }
}
