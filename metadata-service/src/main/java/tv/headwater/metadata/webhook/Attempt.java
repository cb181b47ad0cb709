package tv.headwater.metadata.webhook;

import java.util.UUID;
import tv.headwater.contract.id.StreamId;

/**
 * A delivery on its way.
 *
 * @param number of the attempt, from 1
 * @param url where to
 * @param secret what to sign with
 */
record Attempt(
        long deliveryId,
        UUID webhookId,
        StreamId streamId,
        String eventId,
        String type,
        String body,
        int number,
        String url,
        String secret) {

    @Override
    public String toString() {
        return "Attempt[%d of delivery %d to webhook %s]".formatted(number, deliveryId, webhookId);
    }
}
