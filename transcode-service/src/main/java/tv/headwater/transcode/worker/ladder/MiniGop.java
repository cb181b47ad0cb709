package tv.headwater.transcode.worker.ladder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tv.headwater.contract.media.Configuration;
import tv.headwater.transcode.worker.encode.EncodedPicture;

/**
 * Holds coded pictures back until none that is shown before them is still to come, so that whatever has been given out is a
 * prefix in the order of showing too. Knows the place of each picture by its pts.
 */
final class MiniGop {

    /** More pictures than any encoder reorders: then one has been swallowed, and waiting for it would never end. */
    static final int MAX_HELD = 32;

    private record Awaited(long pts, Configuration place) {}

    private final Deque<Awaited> awaited = new ArrayDeque<>();
    private final List<EncodedPicture> held = new ArrayList<>();
    private final Outlet out;

    /** Gets what is given out. */
    interface Outlet {

        /** @param more whether the next one is given out at once too */
        void picture(Configuration place, EncodedPicture picture, boolean more);
    }

    MiniGop(Outlet out) {
        this.out = out;
    }

    /** A picture goes into the encoder, in the order of showing. */
    void await(long pts, Configuration place) {
        awaited.addLast(new Awaited(pts, place));
    }

    /** A picture comes out of it, in the order of decoding. */
    void add(EncodedPicture picture) {
        if (picture.randomAccess()) {
            flush();
        }
        held.add(picture);
        if (isClosed() || held.size() >= MAX_HELD) {
            flush();
        }
    }

    private boolean isClosed() {
        long newest = newest();
        return held.size() == awaited.stream().takeWhile(a -> a.pts() <= newest).count();
    }

    private long newest() {
        return held.stream().mapToLong(EncodedPicture::pts).max().orElse(Long.MIN_VALUE);
    }

    /** Gives everything out: the encoder has nothing more. */
    void flush() {
        for (int i = 0; i < held.size(); i++) {
            var picture = held.get(i);
            out.picture(place(picture.pts()), picture, i < held.size() - 1);
        }
        long newest = newest();
        held.clear();
        while (!awaited.isEmpty() && awaited.getFirst().pts() <= newest) {
            awaited.removeFirst();
        }
    }

    private Configuration place(long pts) {
        return awaited.stream()
                .filter(a -> a.pts() == pts)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "the encoder gave a picture of pts " + pts + " that it never got"))
                .place();
    }
}
