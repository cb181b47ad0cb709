package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How media is encrypted for its viewers. */
public enum Encryption {
    @JsonProperty("none")
    NONE,
    @JsonProperty("aes-128")
    AES_128
}
