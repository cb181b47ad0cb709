package tv.headwater.metadata.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.account.RandomSecret;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/webhooks}. Another's webhook is as one that is not there, but for admins. */
@Tag(name = "Webhooks")
@RestController
@RequestMapping("/api/v1/webhooks")
class WebhooksController {

    private static final String SECRET_PREFIX = "whsec_";

    private final WebhookTable table;
    private final DeliveryTable deliveries;
    private final Receivers receivers;
    private final Courier courier;
    private final int mostPerUser;
    private final Clock clock;
    private final RandomSecret secrets = new RandomSecret();

    WebhooksController(
            WebhookTable table,
            DeliveryTable deliveries,
            Receivers receivers,
            Courier courier,
            MetadataProperties properties,
            Clock clock) {
        this.table = table;
        this.deliveries = deliveries;
        this.receivers = receivers;
        this.courier = courier;
        this.mostPerUser = properties.webhooks().perUser();
        this.clock = clock;
    }

    /**
     * @param url http or https, at most 2048 characters, without user and fragment
     * @param events at least one
     */
    record NewWebhook(
            @Nullable String url,
            @ArraySchema(
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "live_stream.created",
                                                "live_stream.connected",
                                                "live_stream.active",
                                                "live_stream.warning",
                                                "live_stream.disconnected",
                                                "live_stream.reconnecting",
                                                "live_stream.idle",
                                                "live_stream.completed",
                                                "live_stream.disabled",
                                                "live_stream.enabled",
                                                "live_stream.deleted"
                                            }))
                    @Nullable List<@Nullable String> events) {

        List<String> checkedEvents() {
            if (events == null || events.isEmpty()) {
                throw ApiProblem.invalid("events", "events is missing or empty");
            }
            for (var event : events) {
                if (event != null && EventTypes.NOT_YET.contains(event)) {
                    throw ApiProblem.notSupportedYet("events", event + " is not supported yet");
                }
                if (event == null || !EventTypes.ALL.contains(event)) {
                    throw ApiProblem.invalid(
                            "events",
                            "events has one that is not of " + String.join(", ", EventTypes.ALL));
                }
            }
            var wanted = events;
            return EventTypes.ALL.stream().filter(wanted::contains).toList();
        }

        @Override
        public String toString() {
            return "NewWebhook[***]";
        }
    }

    /**
     * @param owner whose it is, by name
     * @param secret only in the answer that created it
     * @param status enabled or disabled
     * @param disabledAt absent while it is enabled, as is {@code disabledReason}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Webhook(
            UUID id,
            String url,
            List<String> events,
            @Nullable String secret,
            String owner,
            @Schema(allowableValues = {"enabled", "disabled"}) String status,
            @Nullable Instant disabledAt,
            @Nullable String disabledReason,
            Instant createdAt) {

        static Webhook of(WebhookTable.Row row, @Nullable String secret) {
            return new Webhook(
                    row.id(),
                    row.url(),
                    row.events(),
                    secret,
                    row.owner(),
                    row.disabledAt() == null ? "enabled" : "disabled",
                    row.disabledAt(),
                    row.disabledReason(),
                    row.createdAt());
        }

        @Override
        public String toString() {
            return "Webhook[id=" + id + "]";
        }
    }

    /**
     * @param event such as {@code live_stream.active}
     * @param attempts made so far
     * @param statusCode of the last answer; absent if there was none
     * @param error why the last attempt failed; absent if it did not
     * @param finishedAt when it arrived or was given up; absent while it is pending
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delivery(
            long id,
            String eventId,
            String event,
            StreamId streamId,
            @Schema(allowableValues = {"pending", "delivered", "failed"}) String status,
            int attempts,
            @Nullable Integer statusCode,
            @Nullable String error,
            Instant createdAt,
            @Nullable Instant attemptedAt,
            @Nullable Instant finishedAt) {

        static Delivery of(DeliveryTable.Row row) {
            return new Delivery(
                    row.id(),
                    row.eventId(),
                    row.type(),
                    row.streamId(),
                    row.status().toLowerCase(Locale.ROOT),
                    row.attempts(),
                    row.statusCode(),
                    row.error(),
                    row.createdAt(),
                    row.attemptedAt(),
                    row.finishedAt());
        }
    }

    @Operation(
            summary = "Create a webhook",
            description =
                    "Each event is a POST of `{id, type, streamId, seq, at, detail}`, as in the"
                            + " stream's list of events, signed by `Headwater-Signature:"
                            + " t=…,v1=hex(HMAC-SHA256(secret, t + \".\" + body))`, where `secret` is"
                            + " the whole text with its prefix and `t` the attempt's time in seconds;"
                            + " `Headwater-Event` and `Headwater-Event-Id` repeat `type` and `id`. What"
                            + " is not answered with 2xx within 5 s is tried again, less and less often,"
                            + " for a day; one stream's next event waits for it. So events come at least"
                            + " once and in order for each stream: an `id` that comes again is the same"
                            + " event. Redirects are not followed, and the host must be at a public"
                            + " address. A broadcaster's webhook is told of its own streams, an admin's"
                            + " of everyone's. After 10 deliveries given up with none arriving it is"
                            + " disabled. The secret is shown in this answer and never again. At most"
                            + " 20 per user. These numbers are defaults.")
    @PostMapping
    ResponseEntity<Webhook> create(@RequestBody NewWebhook request, Caller caller) {
        caller.mustBroadcast();
        var url = ReceiverUrl.checked(request.url(), receivers.rule());
        var events = request.checkedEvents();
        if (table.count(caller.userId()) >= mostPerUser) {
            throw ApiProblem.conflict("there are %d webhooks already".formatted(mostPerUser));
        }
        var id = UUID.randomUUID();
        var secret = secrets.next(SECRET_PREFIX);
        table.add(id, caller.userId(), url.uri().toString(), events, secret, clock.instant());
        return ResponseEntity.created(URI.create("/api/v1/webhooks/" + id))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(Webhook.of(owned(id.toString(), caller), secret));
    }

    @Operation(
            summary = "List webhooks, newest first",
            description = "A broadcaster gets its own, an admin everyone's.")
    @GetMapping
    Page<Webhook> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        caller.mustBroadcast();
        int size = Cursor.limit(limit);
        return Cursor.page(
                table.page(caller.isAdmin() ? null : caller.userId(), Cursor.of(cursor), size + 1),
                size,
                row -> new Cursor(row.createdAt(), row.id().toString()).text(),
                row -> Webhook.of(row, null));
    }

    @Operation(summary = "One webhook")
    @GetMapping("/{id}")
    Webhook get(@PathVariable String id, Caller caller) {
        return Webhook.of(owned(id, caller), null);
    }

    @Operation(summary = "Delete a webhook; what is pending is told no more")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, Caller caller) {
        table.delete(owned(id, caller).id());
    }

    @Operation(summary = "Tell a disabled webhook again, of what happens from now on")
    @PostMapping("/{id}/enable")
    Webhook enable(@PathVariable String id, Caller caller) {
        table.enable(owned(id, caller).id());
        return Webhook.of(owned(id, caller), null);
    }

    @Operation(
            summary = "Deliveries of a webhook, newest first",
            description = "They are kept for 30 days after their end unless configured otherwise.")
    @GetMapping("/{id}/deliveries")
    Page<Delivery> deliveries(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        var webhook = owned(id, caller).id();
        int size = Cursor.limit(limit);
        long before = Cursor.number(cursor, Long.MAX_VALUE);
        return Cursor.page(
                deliveries.page(webhook, before, size + 1),
                size,
                row -> String.valueOf(row.id()),
                Delivery::of);
    }

    @Operation(
            summary = "Deliver once more what arrived or was given up",
            description = "409 while it is pending or the webhook is disabled.")
    @PostMapping("/{id}/deliveries/{deliveryId}/redeliver")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Delivery redeliver(@PathVariable String id, @PathVariable String deliveryId, Caller caller) {
        var webhook = owned(id, caller).id();
        var delivery = delivery(webhook, deliveryId);
        if (!deliveries.repeat(webhook, delivery)) {
            throw ApiProblem.conflict("the delivery is pending or its webhook is disabled");
        }
        courier.wake();
        return Delivery.of(delivery(webhook, deliveryId));
    }

    private DeliveryTable.Row delivery(UUID webhook, String id) {
        if (!id.matches("\\d{1,18}")) {
            throw ApiProblem.notFound("delivery");
        }
        return deliveries
                .find(webhook, Long.parseLong(id))
                .orElseThrow(() -> ApiProblem.notFound("delivery"));
    }

    private WebhookTable.Row owned(String id, Caller caller) {
        return table.find(uuid(id))
                .filter(row ->
                        caller.isAdmin()
                                || (caller.broadcasts() && row.ownerId().equals(caller.userId())))
                .orElseThrow(() -> ApiProblem.notFound("webhook"));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.notFound("webhook");
        }
    }
}
