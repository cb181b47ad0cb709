package tv.headwater.transcode.log;

/**
 * From where on a lane's records are needed to go on with it: what a group's commit keeps.
 *
 * @param source offset in {@code source-media} of the CONFIG of the oldest segment that is not yet given out whole
 * @param rendition offset in {@code rendition-media} before which nothing of that segment or a later one stands
 */
public record Position(long source, long rendition) {}
