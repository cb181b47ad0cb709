package tv.headwater.metadata.web;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/** A secret in a request, such as a password; prints as {@code ***}. */
public record Secret(String value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {}

    /** What is in it, null for none. */
    public static @Nullable String text(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }

    @Override
    public String toString() {
        return "***";
    }
}
