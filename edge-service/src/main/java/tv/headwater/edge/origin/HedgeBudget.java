package tv.headwater.edge.origin;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.TimeUnit;

/** How many second requests may be made: a share of the first ones and one a second, so that slow origins get no storm on top. */
final class HedgeBudget {

    /** What may be saved up. */
    static final int MAX = 10;

    private final double share;
    private final Ticker ticker;
    private double saved = MAX;
    private long earnedAt;

    /** @param share of fetches, 0 to 1 */
    HedgeBudget(double share, Ticker ticker) {
        this.share = share;
        this.ticker = ticker;
        this.earnedAt = ticker.read();
    }

    /** A fetch begins. */
    synchronized void onFetch() {
        earn(share);
    }

    synchronized boolean take() {
        long now = ticker.read();
        earn(share == 0 ? 0 : (now - earnedAt) / (double) TimeUnit.SECONDS.toNanos(1));
        earnedAt = now;
        if (share == 0 || saved < 1) {
            return false;
        }
        saved -= 1;
        return true;
    }

    private void earn(double more) {
        saved = Math.min(MAX, saved + more);
    }
}
