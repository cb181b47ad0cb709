package tv.headwater.e2e.hls;

import java.util.concurrent.atomic.LongAdder;

/** How much was looked at. */
final class Tally {

    final LongAdder playlists = new LongAdder();
    final LongAdder blocked = new LongAdder();
    final LongAdder deltas = new LongAdder();
    final LongAdder inits = new LongAdder();
    final LongAdder segments = new LongAdder();
    final LongAdder parts = new LongAdder();
    final LongAdder hints = new LongAdder();
    final LongAdder keys = new LongAdder();
    final LongAdder encrypted = new LongAdder();
}
