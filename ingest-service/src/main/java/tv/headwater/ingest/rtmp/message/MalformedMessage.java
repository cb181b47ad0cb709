package tv.headwater.ingest.rtmp.message;

/** A message that RTMP does not know, or whose fields do not fit its type. */
public final class MalformedMessage extends RuntimeException {

    public MalformedMessage(String message) {
        super(message);
    }
}
