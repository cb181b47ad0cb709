package tv.headwater.contract.media;

import java.util.List;

/**
 * What a reader must know before the first access unit of a segment.
 *
 * @param discontinuitySequence how many discontinuities the stream has had up to and including the one this
 *     configuration begins with: EXT-X-DISCONTINUITY-SEQUENCE of every segment that follows, and the number of their
 *     init segment. Each session and each change of a track's configuration begins a new one
 * @param discontinuityStart the pts, in 90 kHz ticks, at which that discontinuity begins, known to who joins it late too
 * @param segmentTarget the duration ingest aims at, in 90 kHz ticks
 * @param targetDuration EXT-X-TARGETDURATION in seconds: no segment so far, nor any the publisher's keyframe interval lets
 *     us expect, rounds to more. Never shrinks in the life of a stream
 * @param partTarget how long EXT-X-PARTs of the leading track are, in 90 kHz ticks: a whole number of its frames where their rate is
 *     known. 0 where there are no parts
 * @param keyPeriod how many segments share an encryption key: segment n has key n / keyPeriod. 0 where nothing is encrypted
 */
public record SessionConfig(
        long discontinuitySequence,
        long discontinuityStart,
        int segmentTarget,
        int targetDuration,
        int partTarget,
        int keyPeriod,
        List<Track> tracks) {

    public SessionConfig {
        tracks = List.copyOf(tracks);
        if (partTarget < 0 || keyPeriod < 0) {
            throw new IllegalArgumentException(
                    "part target " + partTarget + " or key period " + keyPeriod + " is negative");
        }
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("a session has at least one track");
        }
    }

    /** A session that begins at pts 0 and is not encrypted. */
    public SessionConfig(
            long discontinuitySequence,
            int segmentTarget,
            int targetDuration,
            int partTarget,
            List<Track> tracks) {
        this(discontinuitySequence, 0, segmentTarget, targetDuration, partTarget, 0, tracks);
    }

    /** The same with other tracks. */
    public SessionConfig of(List<Track> others) {
        return new SessionConfig(
                discontinuitySequence,
                discontinuityStart,
                segmentTarget,
                targetDuration,
                partTarget,
                keyPeriod,
                others);
    }
}
