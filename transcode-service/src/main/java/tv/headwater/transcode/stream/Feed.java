package tv.headwater.transcode.stream;

import java.util.Set;
import java.util.function.BooleanSupplier;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.transcode.wire.WireMessage;

/** Hands one worker what is waiting for it, until it gets no more. Used by the stream's thread. */
final class Feed {

    /** Why it gets no more. */
    enum End {
        CRASHED,
        UNWRITTEN,
        ASKED,
        SESSION_OVER
    }

    private final WorkerRun worker;
    private final Backlog backlog;
    private final Renditions renditions;
    private final Overload overload;
    private final Runnable park;

    /**
     * @param park waits a moment, or until something has changed
     */
    Feed(
            WorkerRun worker,
            Backlog backlog,
            Renditions renditions,
            Overload overload,
            Runnable park) {
        this.worker = worker;
        this.backlog = backlog;
        this.renditions = renditions;
        this.overload = overload;
        this.park = park;
    }

    /**
     * Feeds the worker.
     *
     * @param asked whether it is to end
     */
    End run(BooleanSupplier asked) {
        boolean over = false;
        Set<Rendition> shed = Set.of();
        while (true) {
            if (worker.isGone()) {
                return End.CRASHED;
            }
            if (renditions.isFailed()) {
                return End.UNWRITTEN;
            }
            if (asked.getAsBoolean()) {
                return End.ASKED;
            }
            if (!overload.shed().equals(shed)) {
                shed = overload.shed();
                worker.send(new WireMessage.Shed(shed), false);
            }
            var record = backlog.next();
            if (record == null && over) {
                return End.SESSION_OVER;
            }
            if (record == null) {
                park.run();
            } else if (worker.send(new WireMessage.Media(record.bytes()), record.isPicture())) {
                over = record.media() instanceof EndOfSession;
            } else {
                park.run();
            }
        }
    }

    /**
     * Lets the worker give out what it has decoded.
     *
     * @param killed whether that is not waited for any more
     * @return whether it has
     */
    boolean drain(BooleanSupplier killed) {
        worker.drain();
        while (!worker.isDrained() && !worker.isGone() && !killed.getAsBoolean()) {
            park.run();
        }
        return worker.isDrained();
    }
}
