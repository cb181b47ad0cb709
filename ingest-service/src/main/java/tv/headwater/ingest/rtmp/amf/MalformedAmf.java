package tv.headwater.ingest.rtmp.amf;

/** Bytes that are not AMF 0 or exceed a limit. The message never repeats a string of the peer's, which may be a secret. */
public final class MalformedAmf extends RuntimeException {

    public MalformedAmf(String message) {
        super(message);
    }
}
