package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What somebody is in a room, which others see as a badge. */
public enum ChatRole {
    @JsonProperty("viewer")
    VIEWER,
    /** Named by the broadcaster. */
    @JsonProperty("moderator")
    MODERATOR,
    /** Whose stream it is. */
    @JsonProperty("broadcaster")
    BROADCASTER,
    /** Of the whole installation. */
    @JsonProperty("admin")
    ADMIN;

    /** Whether it keeps order, and is not itself kept in order. */
    public boolean moderates() {
        return this != VIEWER;
    }
}
