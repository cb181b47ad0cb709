package tv.headwater.metadata.webhook;

/** How an attempt went. */
sealed interface Outcome {

    /** @param statusCode 2xx */
    record Accepted(int statusCode) implements Outcome {}

    /** @param statusCode any other; redirects are not followed */
    record Refused(int statusCode) implements Outcome {}

    /** @param reason a sentence for the webhook's owner, without what the network says of itself */
    record Unanswered(String reason) implements Outcome {}
}
