package tv.headwater.ingest.stamp;

import java.util.ArrayDeque;
import java.util.Deque;

/** Audio beside video: it enters a segment when it has reached the presentation time at which the video did. */
final class AudioPlaces {

    /** Segments that audio may lag behind; a track that lags more moves on regardless. */
    static final int MAX_LAG = 64;

    private final Deque<Place> ahead = new ArrayDeque<>();
    private Place current = new Place(0, 0, 0);
    private long firstPts = -1;
    private long lastPts = -1;

    record Place(long segment, long startPts, long wallClockOrigin) {}

    /** A segment begins at {@code startPts}; audio follows when it gets there. */
    void follow(Place place) {
        ahead.add(place);
        if (ahead.size() > MAX_LAG) {
            enter(ahead.remove());
        }
    }

    /** All audio from here on belongs to {@code place}. */
    void jump(Place place) {
        ahead.clear();
        enter(place);
    }

    private void enter(Place place) {
        current = place;
        firstPts = -1;
    }

    Place of(long pts) {
        while (!ahead.isEmpty() && pts >= ahead.element().startPts()) {
            enter(ahead.remove());
        }
        firstPts = firstPts < 0 ? pts : firstPts;
        lastPts = pts;
        return current;
    }

    /** How long, at most, the audio of the segment will be that the video leaves at {@code endPts}, in ticks. */
    long longest(long endPts, long frame) {
        if (firstPts < 0) {
            return 0;
        }
        long end = Math.max(endPts, lastPts + frame) + frame;
        return ahead.isEmpty() ? end - firstPts : endPts + frame - ahead.getLast().startPts();
    }
}
