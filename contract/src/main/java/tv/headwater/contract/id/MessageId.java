package tv.headwater.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a chat message within its stream, and orders it: greater ids were said later. In JSON a decimal string. */
public record MessageId(long value) implements Comparable<MessageId> {

    private static final int MAX_DIGITS = 18;

    /**
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public MessageId {
        if (value < 0) {
            throw new IllegalArgumentException("message id " + value + " is negative");
        }
    }

    /**
     * @throws IllegalArgumentException if {@code text} is not 1 to 18 decimal digits
     */
    @JsonCreator
    public static MessageId of(String text) {
        if (text.isEmpty()
                || text.length() > MAX_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("message id is not 1 to 18 decimal digits");
        }
        return new MessageId(Long.parseLong(text));
    }

    @Override
    public int compareTo(MessageId other) {
        return Long.compare(value, other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
