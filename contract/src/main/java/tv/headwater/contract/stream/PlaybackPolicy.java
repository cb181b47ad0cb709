package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who may watch. */
public enum PlaybackPolicy {
    /** Everyone with the URL. */
    @JsonProperty("public")
    PUBLIC,
    /** Whoever holds a playback token. */
    @JsonProperty("signed")
    SIGNED
}
