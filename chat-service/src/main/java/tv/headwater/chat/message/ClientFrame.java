package tv.headwater.chat.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.PollId;

/** What a client may send. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientFrame.Join.class, name = "join"),
    @JsonSubTypes.Type(value = ClientFrame.Message.class, name = "message"),
    @JsonSubTypes.Type(value = ClientFrame.Vote.class, name = "vote"),
    @JsonSubTypes.Type(value = ClientFrame.Reaction.class, name = "reaction"),
    @JsonSubTypes.Type(value = ClientFrame.Ping.class, name = "ping")
})
public sealed interface ClientFrame {

    int MAX_CLIENT_ID = 64;

    /**
     * Comes in.
     *
     * @param after the newest message it has; null for what was said last
     */
    record Join(String ticket, @Nullable MessageId after) implements ClientFrame {

        @Override
        public String toString() {
            return "Join[after=" + after + "]";
        }
    }

    /**
     * Says something.
     *
     * @param clientId its own name for it, 1 to 64 characters, no controls
     * @param mode scroll where null
     * @param color white where null
     */
    record Message(
            String clientId,
            String text,
            @Nullable DanmakuMode mode,
            @Nullable MessageColor color,
            @Nullable Instant mediaTime)
            implements ClientFrame {}

    /** @param option counted from 0 */
    record Vote(PollId pollId, int option) implements ClientFrame {}

    record Reaction(String emoji) implements ClientFrame {}

    record Ping() implements ClientFrame {}

    /**
     * @throws Refusal {@code invalid_frame} if it is none of them
     */
    static ClientFrame read(String json) {
        try {
            var frame = Reader.MAPPER.readValue(json, ClientFrame.class);
            if (frame != null && isComplete(frame)) {
                return frame;
            }
        } catch (MismatchedInputException e) {
            var property = Reader.notText(e);
            if (property != null) {
                throw Refusal.of(Refusal.Code.INVALID_FRAME, property + " is not a JSON string");
            }
        } catch (JacksonException | IllegalArgumentException e) {
            // Said below, without what was sent.
        }
        throw Refusal.of(
                Refusal.Code.INVALID_FRAME,
                "the frame is not a JSON object of type join, message, vote, reaction or ping with"
                        + " their properties");
    }

    @SuppressWarnings("NullAway") // what is not in the JSON is null here
    private static boolean isComplete(ClientFrame frame) {
        return switch (frame) {
            case Join join -> join.ticket() != null;
            case Message message ->
                    message.text() != null
                            && message.clientId() != null
                            && isName(message.clientId());
            case Vote vote -> vote.pollId() != null;
            case Reaction reaction -> reaction.emoji() != null;
            case Ping ping -> true;
        };
    }

    /** Whether it can be written down and told apart. */
    private static boolean isName(String clientId) {
        return !clientId.isBlank()
                && clientId.length() <= MAX_CLIENT_ID
                && clientId.codePoints()
                        .noneMatch(c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE);
    }

    /** Stricter than what reads the log: what a client sends is all meant to be understood. */
    final class Reader {

        private static final JsonMapper MAPPER =
                JsonMapper.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                text -> {
                                    text.setCoercion(
                                            CoercionInputShape.Integer, CoercionAction.Fail);
                                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                                    text.setCoercion(
                                            CoercionInputShape.Boolean, CoercionAction.Fail);
                                })
                        .build();

        private Reader() {}

        /** Which property should be text and is something else; null if it is not that. */
        private static @Nullable String notText(MismatchedInputException e) {
            return e.getTargetType() == String.class && !e.getPath().isEmpty()
                    ? e.getPath().getLast().getPropertyName()
                    : null;
        }
    }
}
