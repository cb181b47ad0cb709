package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How close to live viewers play. */
public enum LatencyMode {
    /** Low-latency HLS. */
    @JsonProperty("low")
    LOW,
    /** Plain HLS, two-second segments. */
    @JsonProperty("standard")
    STANDARD
}
