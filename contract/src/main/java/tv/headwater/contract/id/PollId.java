package tv.headwater.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names a poll: 16 characters of {@code [a-z0-9]}, generated. */
public record PollId(@JsonValue String value) {

    public static final int LENGTH = 16;

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{16}");

    /**
     * @throws IllegalArgumentException if {@code value} has another form
     */
    @JsonCreator
    public PollId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("poll id is not 16 characters of [a-z0-9]");
        }
    }

    public static PollId random() {
        return new PollId(RandomId.of(LENGTH));
    }

    @Override
    public String toString() {
        return value;
    }
}
