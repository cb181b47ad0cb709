package tv.headwater.chat.retention;

import java.time.Instant;

/** What is kept for a while. */
public interface Aging {

    /** Takes away what ended before a moment, no more than {@code limit}; how much it took. */
    int purge(Instant before, int limit);
}
