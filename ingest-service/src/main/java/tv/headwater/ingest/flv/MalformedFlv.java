package tv.headwater.ingest.flv;

/** A tag body that is not FLV, or media that we do not take; the message is a sentence for the publisher. */
public final class MalformedFlv extends RuntimeException {

    public MalformedFlv(String message) {
        super(message);
    }
}
