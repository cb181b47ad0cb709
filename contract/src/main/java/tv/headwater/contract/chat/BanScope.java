package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whom the ban of a guest hits. */
public enum BanScope {
    /** This guest alone, until it forgets who it is. */
    @JsonProperty("guest")
    GUEST,
    /** All guests of its address, whoever they say they are. */
    @JsonProperty("address")
    ADDRESS
}
