package tv.headwater.contract.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether broadcasts are kept as recordings. */
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
        if (mode == null) {
            throw new InvalidProperty("recording.mode", "recording has no mode");
        }
    }
}
