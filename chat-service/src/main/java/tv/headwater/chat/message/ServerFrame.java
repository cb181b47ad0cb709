package tv.headwater.chat.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.stream.StreamStatus;

/** What the server sends; each begins with its type. */
public sealed interface ServerFrame {

    /** Its JSON in UTF-8. */
    default byte[] json() {
        return Json.write(this);
    }

    /** One message: a frame of its own, an item of {@link Joined#history}, and what the REST API answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Message(
            String type,
            MessageId id,
            String clientId,
            ChatUser user,
            String text,
            DanmakuMode mode,
            MessageColor color,
            @Nullable Instant mediaTime,
            Instant at)
            implements ServerFrame {

        public Message(
                MessageId id,
                String clientId,
                ChatUser user,
                String text,
                DanmakuMode mode,
                MessageColor color,
                @Nullable Instant mediaTime,
                Instant at) {
            this("message", id, clientId, user, text, mode, color, mediaTime, at);
        }

        public static Message of(MessageId id, ChatEvent.MessageSent sent) {
            return new Message(
                    id,
                    sent.clientId(),
                    sent.user(),
                    sent.text(),
                    sent.mode(),
                    sent.color(),
                    sent.mediaTime(),
                    sent.at());
        }
    }

    /**
     * The first word.
     *
     * @param complete whether {@code history} holds all since {@code after}; if not, REST has the rest
     * @param maxLength of a message, code points
     * @param slowModeSeconds between two messages of one viewer
     */
    record Joined(
            String type,
            ChatUser user,
            List<Message> history,
            boolean complete,
            int maxLength,
            int slowModeSeconds)
            implements ServerFrame {

        public Joined(ChatUser user, List<Message> history, boolean complete, Rules rules) {
            this(
                    "joined",
                    user,
                    List.copyOf(history),
                    complete,
                    rules.maxLength(),
                    rules.slowModeSeconds());
        }
    }

    /** How one may speak from now on. */
    record Rules(String type, int maxLength, int slowModeSeconds) implements ServerFrame {

        public static Rules of(ChatRule.Settings settings) {
            return new Rules("rules", settings.maxLength(), settings.slowModeSeconds());
        }
    }

    /** What the sender had sent before is in the log already. */
    record Sent(String type, String clientId, MessageId id) implements ServerFrame {

        public Sent(String clientId, MessageId id) {
            this("sent", clientId, id);
        }
    }

    record Deleted(String type, MessageId id) implements ServerFrame {

        public Deleted(MessageId id) {
            this("deleted", id);
        }
    }

    /** @param counts by emoji, since the last of these */
    record Reactions(String type, Map<String, Integer> counts) implements ServerFrame {

        public Reactions(Map<String, Integer> counts) {
            this("reactions", Map.copyOf(counts));
        }
    }

    record Viewers(String type, long count) implements ServerFrame {

        public Viewers(long count) {
            this("viewers", count);
        }
    }

    /** How the stream stands. */
    record Stream(String type, StreamStatus status) implements ServerFrame {

        public Stream(StreamStatus status) {
            this("stream", status);
        }
    }

    record Voted(String type, String pollId, int option) implements ServerFrame {

        public Voted(String pollId, int option) {
            this("voted", pollId, option);
        }
    }

    record Pong(String type) implements ServerFrame {

        public Pong() {
            this("pong");
        }
    }

    /** What an error is about. */
    record Subject(@Nullable String clientId, @Nullable PollId pollId, @Nullable String emoji) {

        public static final Subject NONE = new Subject(null, null, null);

        public static Subject of(ClientFrame frame) {
            return switch (frame) {
                case ClientFrame.Message message -> new Subject(message.clientId(), null, null);
                case ClientFrame.Vote vote -> new Subject(null, vote.pollId(), null);
                case ClientFrame.Reaction reaction -> new Subject(null, null, reaction.emoji());
                case ClientFrame.Join _, ClientFrame.Ping _ -> NONE;
            };
        }
    }

    /** An {@code error}, with those properties of its subject that there are. */
    record Problem(Refusal refusal, Subject subject) implements ServerFrame {

        @Override
        public byte[] json() {
            var frame = new LinkedHashMap<String, Object>();
            frame.put("type", "error");
            frame.put("code", refusal.code().json());
            frame.put("message", String.valueOf(refusal.getMessage()));
            if (subject.clientId() != null) {
                frame.put("clientId", subject.clientId());
            }
            if (subject.pollId() != null) {
                frame.put("pollId", subject.pollId().value());
            }
            if (subject.emoji() != null) {
                frame.put("emoji", subject.emoji());
            }
            frame.putAll(refusal.more());
            return Json.write(frame);
        }
    }
}
