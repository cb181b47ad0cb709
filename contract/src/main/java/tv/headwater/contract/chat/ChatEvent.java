package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;

/**
 * What happened in a stream's room, as {@code chat-messages} keeps it. A record's offset is the message's id: the log's order is the
 * room's order.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface ChatEvent {

    StreamId streamId();

    Instant at();

    /**
     * Somebody said something.
     *
     * @param clientId the sender's own name for it, which makes sending it again harmless
     * @param mediaTime PROGRAM-DATE-TIME of the picture the sender saw; null if it saw none
     */
    @JsonTypeName("message_sent")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MessageSent(
            StreamId streamId,
            Instant at,
            ChatUser user,
            String clientId,
            String text,
            DanmakuMode mode,
            MessageColor color,
            @Nullable Instant mediaTime)
            implements ChatEvent {}

    /**
     * A message is no more to be seen.
     *
     * @param by user id of who took it away
     */
    @JsonTypeName("message_deleted")
    record MessageDeleted(StreamId streamId, Instant at, MessageId messageId, String by)
            implements ChatEvent {}

    /**
     * How often what was felt since the last such record, at one instance.
     *
     * @param counts by emoji, each at least 1
     * @param mediaTime as of a message, of the newest of them
     */
    @JsonTypeName("reactions_counted")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReactionsCounted(
            StreamId streamId, Instant at, Map<String, Integer> counts, @Nullable Instant mediaTime)
            implements ChatEvent {

        public ReactionsCounted {
            counts = Map.copyOf(counts);
        }
    }
}
