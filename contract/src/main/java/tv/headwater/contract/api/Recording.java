package tv.headwater.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether broadcasts are kept as recordings; default off. */
public record Recording(Mode mode) {

    public static final Recording OFF = new Recording(Mode.OFF);

    /** What is recorded. */
    public enum Mode {
        @JsonProperty("off")
        OFF,
        @JsonProperty("automatic")
        AUTOMATIC
    }

    public Recording {
        mode = mode == null ? Mode.OFF : mode;
    }
}
