package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a message crosses the picture. */
public enum DanmakuMode {
    /** From right to left. */
    @JsonProperty("scroll")
    SCROLL,
    /** Stands at the top for a while. */
    @JsonProperty("top")
    TOP,
    /** Stands at the bottom for a while. */
    @JsonProperty("bottom")
    BOTTOM
}
