package tv.headwater.contract.media;

import java.util.List;

/**
 * What a reader must know before the first access unit of a segment.
 *
 * @param discontinuitySequence how many discontinuities the stream has had up to and including the one this
 *     configuration begins with: EXT-X-DISCONTINUITY-SEQUENCE of every segment that follows, and the number of their
 *     init segment. Each session and each change of a track's configuration begins a new one
 * @param segmentTarget the duration ingest aims at, in 90 kHz ticks
 * @param targetDuration EXT-X-TARGETDURATION in seconds: no segment so far, nor any the publisher's keyframe interval lets
 *     us expect, rounds to more. Never shrinks in the life of a stream
 * @param partTarget EXT-X-PART-INF PART-TARGET, in 90 kHz ticks
 */
public record SessionConfig(
        long discontinuitySequence,
        int segmentTarget,
        int targetDuration,
        int partTarget,
        List<Track> tracks) {

    public SessionConfig {
        tracks = List.copyOf(tracks);
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("a session has at least one track");
        }
    }
}
