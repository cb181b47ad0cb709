package tv.headwater.contract.media;

/**
 * CONFIG: comes first in a session, after every change of a track, and again before every segment's first unit, so that a
 * reader can join the log at any segment. Its stamp carries the segment it introduces.
 *
 * @param discontinuity whether {@link SessionConfig#discontinuitySequence} begins here; repeats say false
 */
public record Configuration(Stamp stamp, boolean discontinuity, SessionConfig config)
        implements SessionRecord {

    @Override
    public Configuration stamped(Stamp place) {
        return new Configuration(place, discontinuity, config);
    }
}
