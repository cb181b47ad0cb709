package tv.headwater.chat.poll;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param mediaClosedAt PROGRAM-DATE-TIME of the picture at which it closed: who is behind sees it open until then
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
        @Nullable Instant mediaClosedAt,
        Status status,
        long votes) {

    Poll {
        options = List.copyOf(options);
    }

    /** One of the answers. */
    record Option(String text, long votes) {}

    enum Status {
        @com.fasterxml.jackson.annotation.JsonProperty("open")
        OPEN,
        @com.fasterxml.jackson.annotation.JsonProperty("closed")
        CLOSED
    }
}
