package tv.headwater.ingest.rtmp.handshake;

/** A peer that does not speak RTMP version 3. */
public final class MalformedHandshake extends RuntimeException {

    public MalformedHandshake(String message) {
        super(message);
    }
}
