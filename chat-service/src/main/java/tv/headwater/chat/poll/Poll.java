package tv.headwater.chat.poll;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;

/**
 * A poll as it stands.
 *
 * @param endsAt when it ends by itself
 * @param mediaTime PROGRAM-DATE-TIME of the picture it was asked at
 * @param closedAt null while votes are taken
 * @param votes of all options together
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Poll(
        PollId id,
        StreamId streamId,
        String question,
        List<Option> options,
        Instant openedAt,
        @Nullable Instant endsAt,
        @Nullable Instant mediaTime,
        @Nullable Instant closedAt,
        Status status,
        long votes) {

    Poll {
        options = List.copyOf(options);
    }

    /** PROGRAM-DATE-TIME of the picture at which it closed: who is behind sees it open until then. */
    @JsonProperty
    @Nullable Instant mediaClosedAt() {
        return mediaTime == null || closedAt == null
                ? null
                : mediaTime.plus(Duration.between(openedAt, closedAt));
    }

    /** One of the answers. */
    record Option(String text, long votes) {}

    enum Status {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("closed")
        CLOSED
    }
}
