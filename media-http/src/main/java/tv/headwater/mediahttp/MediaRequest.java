package tv.headwater.mediahttp;

import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;

/**
 * A GET or HEAD of a media path, already checked against the grammar.
 *
 * @param remoteAddress the peer's IP address
 */
public record MediaRequest(MediaPath path, HlsQuery query, String remoteAddress) {}
