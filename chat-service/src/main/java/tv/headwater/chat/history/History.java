package tv.headwater.chat.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tv.headwater.chat.ChatProperties;
import tv.headwater.rest.Outages;

/** Writes what was said, for as long as it takes. */
@Component
class History {

    private static final Logger log = LoggerFactory.getLogger(History.class);

    private final MessageTable table;
    private final HistoryTopic topic;
    private boolean away;

    History(MessageTable table, ChatProperties properties, MeterRegistry registry) {
        this.table = table;
        var kept =
                Counter.builder("headwater.chat.history")
                        .description("events of the log that are in the database")
                        .register(registry);
        this.topic = new HistoryTopic(properties.kafka(), this::keep, kept::increment);
    }

    /** On the topic's thread. */
    private void keep(List<Logged> events) {
        try {
            table.write(events);
        } catch (RuntimeException e) {
            if (!Outages.isDatabaseAway(e) && e instanceof DataAccessException) {
                // One of them cannot be kept; the others can.
                events.forEach(this::keepAlone);
            } else {
                if (!away) {
                    away = true;
                    log.warn("history waits for the database: {}", Outages.reason(e));
                }
                throw e;
            }
        }
        if (away) {
            away = false;
            log.info("history is written again");
        }
    }

    private void keepAlone(Logged event) {
        try {
            table.write(List.of(event));
        } catch (DataAccessException e) {
            if (Outages.isDatabaseAway(e)) {
                throw e;
            }
            log.warn(
                    "message {} of {} cannot be kept: {}",
                    event.id(),
                    event.event().streamId(),
                    Outages.reason(e));
        }
    }

    @PreDestroy
    void stop() {
        topic.close();
    }
}
