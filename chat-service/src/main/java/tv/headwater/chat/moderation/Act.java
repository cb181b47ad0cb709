package tv.headwater.chat.moderation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import tv.headwater.contract.id.StreamId;

/**
 * Something that was done to keep order.
 *
 * @param act such as {@code user_banned}
 * @param subject user id, message id, or what else it was done to
 * @param detail what there is to say of it
 */
public record Act(
        UUID id,
        @JsonIgnore StreamId streamId,
        Instant at,
        String userId,
        String username,
        String act,
        String subject,
        String detail) {}
