package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A message's colour: {@code #rrggbb} in lower-case hex. */
public record MessageColor(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("#[0-9a-f]{6}");

    /** After the pattern, which it needs. */
    public static final MessageColor WHITE = new MessageColor("#ffffff");

    /**
     * @throws IllegalArgumentException if {@code value} has another form
     */
    @JsonCreator
    public MessageColor {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("color is not # and six digits of [0-9a-f]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
