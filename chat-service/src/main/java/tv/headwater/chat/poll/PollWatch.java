package tv.headwater.chat.poll;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;
import tv.headwater.contract.log.Json;
import tv.headwater.rest.Outages;

/** Ends polls whose time is over, whichever instance comes first, and shows the rooms that have members here how theirs stand. */
@Component
class PollWatch {

    private static final Logger log = LoggerFactory.getLogger(PollWatch.class);
    private static final long INTERVAL_MS = 500;
    private static final int MAX_CLOSED_AT_ONCE = 100;

    /** How long after its end a poll is still looked at: long enough for every instance to have looked once. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(10);

    private final PollTable table;
    private final Ballots ballots;
    private final PollAudience audience;
    private final Clock clock;

    PollWatch(PollTable table, Ballots ballots, PollAudience audience, Clock clock) {
        this.table = table;
        this.ballots = ballots;
        this.audience = audience;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = INTERVAL_MS)
    void look() {
        try {
            table.over(clock.instant(), MAX_CLOSED_AT_ONCE).forEach(ballots::close);
            show();
        } catch (RuntimeException e) {
            log.debug("polls wait: {}", Outages.reason(e));
        }
    }

    private void show() {
        var streams = audience.streams();
        if (!streams.isEmpty()) {
            table.current(streams, clock.instant().minus(AFTERWARDS)).forEach(this::show);
        }
    }

    private void show(Poll poll) {
        try {
            audience.show(poll.streamId(), poll.id(), frame(poll));
        } catch (RuntimeException e) {
            log.debug("poll not shown in {}: {}", poll.streamId(), e.toString());
        }
    }

    /** The poll as the API shows it, with its type first. */
    static String frame(Poll poll) {
        ObjectNode frame = Json.MAPPER.createObjectNode().put("type", "poll");
        frame.setAll((ObjectNode) Json.MAPPER.valueToTree(poll));
        return Json.MAPPER.writeValueAsString(frame);
    }
}
