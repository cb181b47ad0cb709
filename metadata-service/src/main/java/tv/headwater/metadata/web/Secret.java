package tv.headwater.metadata.web;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A secret in a request, such as a password; prints as {@code ***}. */
public record Secret(String value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {}

    @Override
    public String toString() {
        return "***";
    }
}
