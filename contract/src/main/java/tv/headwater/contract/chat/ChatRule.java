package tv.headwater.contract.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;

/**
 * What holds in a stream's room, as the compacted topic {@code chat-rules} keeps it: whoever reads it can keep order although
 * the database is away. A rule that holds no more is a tombstone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface ChatRule {

    StreamId streamId();

    /** Under which the topic keeps it: begins with the stream's id and a slash. */
    String key();

    /**
     * How one may speak.
     *
     * @param slowModeSeconds between two messages of one viewer, 0 to 3600
     * @param guests whether one may speak without an account
     * @param blockedWords messages that hold one are refused, whatever its case
     * @param maxLength of a message, code points, 1 to 500
     */
    @JsonTypeName("settings")
    record Settings(
            StreamId streamId,
            int slowModeSeconds,
            boolean guests,
            List<String> blockedWords,
            int maxLength)
            implements ChatRule {

        public static final int MAX_SLOW_MODE_SECONDS = 3600;
        public static final int MAX_BLOCKED_WORDS = 500;
        public static final int MAX_WORD_LENGTH = 64;
        public static final int MAX_MESSAGE_LENGTH = 500;

        public Settings {
            blockedWords = List.copyOf(blockedWords);
            inRange("slowModeSeconds", slowModeSeconds, 0, MAX_SLOW_MODE_SECONDS);
            inRange("maxLength", maxLength, 1, MAX_MESSAGE_LENGTH);
            inRange("number of blockedWords", blockedWords.size(), 0, MAX_BLOCKED_WORDS);
            for (var word : blockedWords) {
                int length = word.codePointCount(0, word.length());
                if (word.isBlank() || length > MAX_WORD_LENGTH) {
                    throw new IllegalArgumentException(
                            "blocked word of %d characters is not in 1..%d"
                                    .formatted(length, MAX_WORD_LENGTH));
                }
            }
        }

        /** What holds where nobody has said otherwise. */
        public static Settings of(StreamId streamId) {
            return new Settings(streamId, 0, true, List.of(), MAX_MESSAGE_LENGTH);
        }

        private static void inRange(String what, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        "%s %d is not in %d..%d".formatted(what, value, min, max));
            }
        }

        @Override
        public String key() {
            return keyOf(streamId);
        }

        public static String keyOf(StreamId streamId) {
            return streamId + "/settings";
        }
    }

    /**
     * Somebody may not speak.
     *
     * @param name as it was when it was banned
     * @param until null for ever
     * @param by user id of who said so
     * @param scope of a guest's; null is {@link BanScope#ADDRESS}, and of accounts
     */
    @JsonTypeName("banned")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Banned(
            StreamId streamId,
            String userId,
            String name,
            @Nullable Instant until,
            String by,
            Instant at,
            @Nullable BanScope scope)
            implements ChatRule {

        public boolean holdsAt(Instant now) {
            return until == null || now.isBefore(until);
        }

        /** Whether it is this user, account or guest, that it hits. */
        public boolean hits(String id) {
            return userId.equals(id) || hitsAddress(ChatUser.addressOf(id));
        }

        /**
         * Whether it hits all guests of an address.
         *
         * @param address as {@link ChatUser#addressOf} has it
         */
        public boolean hitsAddress(@Nullable String address) {
            return address != null
                    && scope != BanScope.GUEST
                    && address.equals(ChatUser.addressOf(userId));
        }

        @Override
        public String key() {
            return keyOf(streamId, userId);
        }

        public static String keyOf(StreamId streamId, String userId) {
            return streamId + "/ban/" + userId;
        }
    }

    /** Somebody keeps order in the broadcaster's name. */
    @JsonTypeName("moderator")
    record Moderator(StreamId streamId, String userId, String name, String by, Instant at)
            implements ChatRule {

        @Override
        public String key() {
            return keyOf(streamId, userId);
        }

        public static String keyOf(StreamId streamId, String userId) {
            return streamId + "/moderator/" + userId;
        }
    }
}
