package tv.headwater.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names one running service instance: 1 to 63 characters of {@code [a-z0-9-]}, kept across its restarts. */
public record NodeId(@JsonValue String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /**
     * @throws IllegalArgumentException if {@code value} has another form
     */
    @JsonCreator
    public NodeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "node id '" + value + "' is not 1 to 63 characters of [a-z0-9-]");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
