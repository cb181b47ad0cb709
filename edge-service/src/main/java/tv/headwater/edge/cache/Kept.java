package tv.headwater.edge.cache;

import java.time.Duration;
import tv.headwater.edge.origin.Fetched;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

/**
 * An origin's answer and when it came.
 *
 * @param at of the cache's ticker, in nanoseconds
 */
record Kept(Fetched fetched, long at) {

    /** 404 is never remembered for longer, whatever an origin says. */
    static final Duration MAX_MISSING = Duration.ofSeconds(1);

    /** Nothing is remembered for longer, whatever an origin says: what is taken down shall not be at edges for long. */
    static final Duration MAX_KEPT = Duration.ofMinutes(2);

    /** Key, records and table slots. */
    static final int ENTRY = 512;

    /** A head: some ten fields as objects, and their bytes. */
    static final int HEAD = 2048;

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How long after it came it may be served as it is. */
    Duration freshFor() {
        return switch (fetched) {
            case Fetched.Found found ->
                    atMost(MAX_KEPT, notNegative(found.caching().maxAge().minus(found.age())));
            case Fetched.Missing(var caching) -> atMost(MAX_MISSING, caching.maxAge());
            case Fetched.Rejected r -> Duration.ZERO;
            case Fetched.Refused r -> Duration.ZERO;
            case Fetched.Unavailable u -> Duration.ZERO;
            case Fetched.Failed f -> Duration.ZERO;
        };
    }

    /**
     * How long after it came it is of any use.
     *
     * @param staleIfError how long a playlist past its time may stand in for an origin that fails
     */
    Duration usefulFor(Duration staleIfError) {
        var fresh = freshFor();
        boolean mayBeStale = fetched instanceof Fetched.Found && !isImmutable();
        return fresh.isZero() || !mayBeStale ? fresh : fresh.plus(staleIfError);
    }

    boolean isFresh(long now) {
        return now - at < freshFor().toNanos();
    }

    boolean isUseful(long now, Duration staleIfError) {
        return now - at < usefulFor(staleIfError).toNanos();
    }

    /** Init segments, segments and parts. */
    boolean isImmutable() {
        return fetched instanceof Fetched.Found found && found.caching().immutable();
    }

    /**
     * What it takes in memory, in bytes, roughly: a playlist may have its compressed form beside it, and each form has the head that
     * was made for it.
     */
    int weight() {
        if (fetched instanceof Fetched.Found found) {
            int forms = found.caching().immutable() ? 1 : 2;
            return ENTRY + forms * (found.content().length() + HEAD);
        }
        return ENTRY;
    }

    boolean isRefused() {
        return fetched instanceof Fetched.Refused;
    }

    MediaResponse response(long now) {
        return switch (fetched) {
            case Fetched.Found(var type, var caching, var content, var age) ->
                    new MediaResponse.Found(type, caching, content, age.plusNanos(now - at));
            case Fetched.Missing m ->
                    new MediaResponse.NotFound(
                            "there is no such object", new Caching(freshFor(), false));
            case Fetched.Rejected r ->
                    new MediaResponse.BadRequest("a delivery directive cannot be met");
            case Fetched.Refused(var why) -> new MediaResponse.Unavailable(why, RETRY);
            case Fetched.Unavailable u ->
                    new MediaResponse.Unavailable("there is no answer now", RETRY);
            case Fetched.Failed(var why) -> new MediaResponse.Unavailable(why, RETRY);
        };
    }

    private static Duration atMost(Duration bound, Duration duration) {
        return duration.compareTo(bound) < 0 ? duration : bound;
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
