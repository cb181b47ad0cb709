package tv.headwater.ingest.rtmp.chunk;

/**
 * What a peer may make us hold.
 *
 * @param message bytes of one message
 * @param unfinished bytes held of all messages begun and not finished
 * @param chunkStreams chunk streams in use, protocol control included
 */
public record ChunkLimits(int message, int unfinished, int chunkStreams) {}
