package tv.headwater.ingest.codec;

/** A decoder configuration record that cannot be read, or asks for what we do not carry; the message says which and why. */
public final class MalformedConfiguration extends RuntimeException {

    public MalformedConfiguration(String message) {
        super(message);
    }
}
