package tv.headwater.chat.history;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import tv.headwater.rest.Outages;

/** Keeps what was said. An event that cannot be kept is left out, and holds up no other. On the topic's thread. */
final class Keeper implements Consumer<List<Logged>> {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    private final Consumer<List<Logged>> table;
    private boolean away;

    /** @param table writes all or nothing */
    Keeper(Consumer<List<Logged>> table) {
        this.table = table;
    }

    /**
     * @throws RuntimeException while the database is away
     */
    @Override
    public void accept(List<Logged> events) {
        try {
            keep(events);
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                log.warn("history waits for the database: {}", Outages.reason(e));
            }
            throw e;
        }
        if (away) {
            away = false;
            log.info("history is written again");
        }
    }

    private void keep(List<Logged> events) {
        try {
            table.accept(events);
        } catch (RuntimeException e) {
            if (isOfTheDatabase(e)) {
                throw e;
            }
            if (events.size() > 1) {
                // One of them cannot be kept; the others can.
                events.forEach(event -> keep(List.of(event)));
            } else {
                leaveOut(events.getFirst(), e);
            }
        }
    }

    /** Whether it would be the same with any other event, and may be better the next time. */
    private static boolean isOfTheDatabase(RuntimeException e) {
        return Outages.isDatabaseAway(e)
                || e instanceof TransactionException
                || e instanceof TransientDataAccessException;
    }

    /** Says what kind of failure it was and no more: its sentence may hold what was said. */
    private static void leaveOut(Logged event, RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        log.warn(
                "{} {} of {} cannot be kept: {}{}",
                event.event().getClass().getSimpleName(),
                event.id(),
                event.event().streamId(),
                cause.getClass().getSimpleName(),
                cause instanceof SQLException sql ? " " + sql.getSQLState() : "");
    }
}
