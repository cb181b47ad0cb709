package tv.headwater.chat.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Component;
import tv.headwater.chat.ChatProperties;

/** Writes what was said, for as long as it takes. */
@Component
class History {

    private final HistoryTopic topic;

    History(MessageTable table, ChatProperties properties, MeterRegistry registry) {
        var kept =
                Counter.builder("headwater.chat.history")
                        .description("events of the log that are in the database")
                        .register(registry);
        this.topic =
                new HistoryTopic(properties.kafka(), new Keeper(table::write), kept::increment);
    }

    @PreDestroy
    void stop() {
        topic.close();
    }
}
