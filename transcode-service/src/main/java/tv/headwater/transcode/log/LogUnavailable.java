package tv.headwater.transcode.log;

import org.jspecify.annotations.Nullable;

/** Kafka did not do in time what was asked of it; the message says what. Trying again later may help. */
public final class LogUnavailable extends RuntimeException {

    public LogUnavailable(String message) {
        super(message);
    }

    public LogUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
