package tv.headwater.contract.node;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a node is in the cluster. */
public enum NodeRole {
    @JsonProperty("ingest")
    INGEST,
    @JsonProperty("transcoder")
    TRANSCODER,
    @JsonProperty("packager")
    PACKAGER,
    @JsonProperty("edge")
    EDGE,
    @JsonProperty("metadata")
    METADATA,
    @JsonProperty("gateway")
    GATEWAY,
    @JsonProperty("chat")
    CHAT
}
