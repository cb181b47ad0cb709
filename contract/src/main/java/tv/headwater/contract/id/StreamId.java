package tv.headwater.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a live stream: 16 characters of {@code [a-z0-9]}, always generated, safe in a path. */
public record StreamId(@JsonValue String value) implements Comparable<StreamId> {

    public static final int LENGTH = 16;

    /**
     * @throws IllegalArgumentException if {@code value} has another form
     */
    @JsonCreator
    public StreamId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("stream id is not 16 characters of [a-z0-9]");
        }
    }

    public static boolean isValid(String value) {
        if (value.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    public static StreamId random() {
        return new StreamId(RandomId.of(LENGTH));
    }

    @Override
    public int compareTo(StreamId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
