package tv.headwater.contract.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a publish session closed. */
public enum SessionEndReason {
    /** The publisher said goodbye: FCUnpublish, deleteStream or an orderly close. */
    @JsonProperty("publisher_left")
    PUBLISHER_LEFT,
    @JsonProperty("connection_lost")
    CONNECTION_LOST,
    @JsonProperty("media_timeout")
    MEDIA_TIMEOUT,
    @JsonProperty("protocol_error")
    PROTOCOL_ERROR,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("disabled")
    DISABLED,
    @JsonProperty("deleted")
    DELETED,
    @JsonProperty("key_reset")
    KEY_RESET,
    /** A newer session of the same stream took its place. */
    @JsonProperty("taken_over")
    TAKEN_OVER,
    /** Its ingest stopped answering. */
    @JsonProperty("ingest_lost")
    INGEST_LOST,
    @JsonProperty("shutdown")
    SHUTDOWN
}
