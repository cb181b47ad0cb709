package tv.headwater.chat.message;

import java.util.Locale;
import java.util.Map;

/** Why a frame was not taken, in words for who sent it. */
public final class Refusal extends RuntimeException {

    private final Code code;
    private final transient Map<String, Object> more;

    /** The stable {@code code} of an {@code error} frame. */
    public enum Code {
        INVALID_FRAME,
        INVALID_MESSAGE,
        BANNED,
        /** Guests may not speak here any more. */
        NO_GUESTS,
        SLOW_MODE,
        BLOCKED_WORD,
        RATE_LIMITED,
        /** The log, or for votes the database, is away; try again. */
        UNAVAILABLE,
        POLL_CLOSED,
        POLL_UNKNOWN,
        ALREADY_VOTED,
        /** Other guests of the address have all the votes that there are for it. */
        TOO_MANY_VOTES;

        String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Refusal(Code code, String message, Map<String, Object> more) {
        super(message, null, false, false);
        this.code = code;
        this.more = Map.copyOf(more);
    }

    /** @param message a sentence with the value and the limit */
    public static Refusal of(Code code, String message) {
        return new Refusal(code, message, Map.of());
    }

    /** @param more properties of the {@code error} frame */
    public static Refusal of(Code code, String message, Map<String, Object> more) {
        return new Refusal(code, message, more);
    }

    public Code code() {
        return code;
    }

    Map<String, Object> more() {
        return more;
    }
}
