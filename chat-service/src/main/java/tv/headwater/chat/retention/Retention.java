package tv.headwater.chat.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.chat.ChatProperties;
import tv.headwater.rest.Outages;

/** Takes away what is older than it is to be kept, batch by batch. */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 2000;

    private final List<Aging> kept;
    private final ChatProperties.History properties;
    private final Clock clock;

    Retention(List<Aging> kept, ChatProperties properties, Clock clock) {
        this.kept = List.copyOf(kept);
        this.properties = properties.history();
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${headwater.history.retention-interval}")
    void purge() {
        var before = clock.instant().minus(properties.retention());
        kept.forEach(each -> purge(each, before));
    }

    private static void purge(Aging kept, Instant before) {
        try {
            int taken;
            do {
                taken = kept.purge(before, BATCH);
            } while (taken == BATCH);
        } catch (RuntimeException e) {
            log.debug("retention waits: {}", Outages.reason(e));
        }
    }
}
