package tv.headwater.metadata.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.rest.Outages;

/** Looks now and then at how much is pending, and disables webhooks of which more is than may be. */
@Component
class Backlogs {

    private static final Logger log = LoggerFactory.getLogger(Backlogs.class);

    private final DeliveryTable table;
    private volatile DeliveryTable.Backlog last = new DeliveryTable.Backlog(0, 0);
    private boolean troubled;

    Backlogs(DeliveryTable table, MeterRegistry registry) {
        this.table = table;
        Gauge.builder("headwater.metadata.webhook.pending", this, here -> here.last.pending())
                .description(
                        "Deliveries that have neither arrived nor been given up, of all instances")
                .register(registry);
        Gauge.builder(
                        "headwater.metadata.webhook.overdue",
                        this,
                        here -> here.last.overdueMillis() / 1000.0)
                .baseUnit("seconds")
                .description("For how long what is due longest has been, of all instances")
                .register(registry);
    }

    @Scheduled(fixedDelayString = "${headwater.webhooks.watch-interval}")
    void look() {
        try {
            table.disableOverfull()
                    .forEach((id, reason) -> log.warn("webhook {} is disabled: {}", id, reason));
            last = table.backlog();
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled && Outages.isDatabaseAway(e)) {
                log.warn("watching webhooks waits for the database: {}", Outages.reason(e));
            } else if (!troubled) {
                log.error("watching webhooks failed and goes on", e);
            }
            troubled = true;
        }
    }
}
