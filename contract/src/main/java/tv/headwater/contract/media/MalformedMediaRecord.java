package tv.headwater.contract.media;

/** Bytes that are not a media record; the message says which field and why. */
public final class MalformedMediaRecord extends RuntimeException {

    public MalformedMediaRecord(String message) {
        super(message);
    }
}
