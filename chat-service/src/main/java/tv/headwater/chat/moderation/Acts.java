package tv.headwater.chat.moderation;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Outages;

/**
 * Notes what moderators do. While the database is away they do it all the same, and it is noted when the database is back, for
 * the oldest {@link #MAX_UNWRITTEN}; the rest stands in the service's log.
 */
@Component
public class Acts {

    private static final Logger log = LoggerFactory.getLogger(Acts.class);
    private static final int MAX_UNWRITTEN = 1000;

    private final ActTable table;
    private final Clock clock;
    private final BlockingQueue<Act> unwritten = new ArrayBlockingQueue<>(MAX_UNWRITTEN);

    Acts(ActTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    public void note(StreamId streamId, Caller by, String act, String subject, String detail) {
        var noted =
                new Act(
                        UUID.randomUUID(),
                        streamId,
                        clock.instant(),
                        by.userId().toString(),
                        by.username(),
                        act,
                        subject,
                        detail);
        try {
            table.add(noted);
        } catch (RuntimeException e) {
            log.debug("{} is noted later: {}", act, Outages.reason(e));
            if (!unwritten.offer(noted)) {
                log.warn(
                        "{} of {} in {} by {} is noted here alone",
                        act,
                        subject,
                        streamId,
                        by.userId());
            }
        }
    }

    @Scheduled(fixedDelay = 1000)
    void write() {
        try {
            for (var act = unwritten.peek(); act != null; act = unwritten.peek()) {
                table.add(act);
                unwritten.remove(act);
            }
        } catch (RuntimeException e) {
            log.debug("the moderation log waits: {}", Outages.reason(e));
        }
    }
}
