package tv.headwater.e2e.audience;

import java.time.Duration;

/**
 * Where a player is in what it plays: some time behind the newest part when it begins, and then wherever real time takes it, but for
 * the time it waits for a part that is not there when its turn comes. Safe for use by several threads.
 */
final class Playhead {

    /** When the next part is to be played. */
    private long due;

    private long arrived;
    private long stalled;
    private long longestSilence;
    private long received;

    /**
     * @param now {@link System#nanoTime}, as everywhere here
     * @param behind how much it has when it begins
     */
    Playhead(long now, Duration behind) {
        this.due = now + behind.toNanos();
        this.arrived = now;
    }

    /** The next part is there. */
    synchronized void arrived(long now, Duration part) {
        stalled += Math.max(0, now - due);
        longestSilence = Math.max(longestSilence, now - arrived);
        due = (now - due > 0 ? now : due) + part.toNanos();
        arrived = now;
        received += part.toNanos();
    }

    /** For how long it has waited in all, the wait that is not over included. */
    synchronized Duration stalled(long now) {
        return Duration.ofNanos(stalled + Math.max(0, now - due));
    }

    /** The longest time without any new part, the one that is not over included. */
    synchronized Duration longestSilence(long now) {
        return Duration.ofNanos(Math.max(longestSilence, now - arrived));
    }

    /** How much has come since it began. */
    synchronized Duration received() {
        return Duration.ofNanos(received);
    }
}
