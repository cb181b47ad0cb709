package tv.headwater.rest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a user may do. */
public enum Role {
    /** Everything, with everyone's streams. */
    @JsonProperty("admin")
    ADMIN,
    /** Have live streams of its own. */
    @JsonProperty("broadcaster")
    BROADCASTER,
    /** Watch and chat. */
    @JsonProperty("viewer")
    VIEWER
}
