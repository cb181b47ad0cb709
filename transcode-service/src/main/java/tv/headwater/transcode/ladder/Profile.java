package tv.headwater.transcode.ladder;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What encoders trade for what. */
public enum Profile {
    /** Every picture goes out at once: no lookahead, no B-frames. */
    @JsonProperty("low-latency")
    LOW_LATENCY,
    /** Lookahead and B-frames: about 1 dB better for 0.4 s more. */
    @JsonProperty("quality")
    QUALITY
}
