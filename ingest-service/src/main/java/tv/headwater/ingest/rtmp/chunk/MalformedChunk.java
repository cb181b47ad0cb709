package tv.headwater.ingest.rtmp.chunk;

/** Bytes that are no chunk stream, or one that exceeds a limit; the connection cannot go on. */
public final class MalformedChunk extends RuntimeException {

    public MalformedChunk(String message) {
        super(message);
    }
}
