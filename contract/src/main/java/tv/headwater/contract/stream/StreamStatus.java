package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a live stream stands. */
public enum StreamStatus {
    /** Nobody publishes. */
    @JsonProperty("idle")
    IDLE,
    /** A publisher was accepted, no media yet. */
    @JsonProperty("connecting")
    CONNECTING,
    /** Media flows. */
    @JsonProperty("active")
    ACTIVE,
    /** The publisher is gone and its reconnect window is open. */
    @JsonProperty("reconnecting")
    RECONNECTING,
    /** Completed: playlists carry EXT-X-ENDLIST. */
    @JsonProperty("ended")
    ENDED,
    /** May not be published. */
    @JsonProperty("disabled")
    DISABLED;

    /** Whether there is something to play and more may come: media flows, or its publisher may come back. */
    public boolean isLive() {
        return this == ACTIVE || this == RECONNECTING;
    }

    /** Whether a publisher is there or may come back. */
    public boolean isPublished() {
        return this == CONNECTING || isLive();
    }
}
