package tv.headwater.ingest.publish;

/** The media log cannot be read or written now. */
public final class LogUnavailable extends RuntimeException {

    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public LogUnavailable(String message) {
        super(message);
    }
}
