package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/**
 * What becomes of a ticket, as {@code chat-tickets} keeps it for a few minutes. All facts of a ticket stand in one partition, so
 * every instance sees the same one used first; the ticket itself is nowhere, only its SHA-256 in lower-case hex.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface TicketFact {

    String ticketHash();

    /**
     * Whoever brings it before {@code expiresAt} is {@code user} in the stream's room.
     *
     * @param session by which a guest is let into a signed stream's room, and for as long as it holds; null where none is needed
     */
    @JsonTypeName("issued")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Issued(
            String ticketHash,
            StreamId streamId,
            ChatUser user,
            Instant expiresAt,
            @Nullable PlaybackSession session)
            implements TicketFact {}

    /**
     * Somebody brought it. The first to do so comes in, unless it is too late by the broker's clock.
     *
     * @param attempt what the instance that was asked knows this attempt by
     */
    @JsonTypeName("used")
    record Used(String ticketHash, NodeId node, String attempt) implements TicketFact {}
}
