package tv.headwater.gateway.edge;

/**
 * An edge as a viewer reaches it: a Pathway of Content Steering (RFC 8216bis 7).
 *
 * @param id PATHWAY-ID, which is the edge's
 */
public record Pathway(String id, PublicUrl url) {}
