package tv.headwater.packager.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.CodecStrings;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.cmaf.InitSegmentBoxes;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.crypt.KeyReference;

/**
 * EXT-X-MAP of one track in one discontinuity, and where that is encrypted in one period of its keys.
 *
 * @param number the discontinuity sequence it is for
 * @param origin where that discontinuity lies in time
 * @param id what its URI names it by
 * @param timescale units per second of all times in the track's segments
 * @param codecs as in CODECS
 * @param partTarget EXT-X-PART-INF PART-TARGET in units of the timescale: no part is longer that has more than one unit. 0 where
 *     segments have no parts
 * @param bytes read-only
 * @param key of the track's segments, null where they are in the clear
 */
public record InitSegment(
        long number,
        Origin origin,
        long id,
        Track track,
        int timescale,
        String codecs,
        long partTarget,
        ByteBuffer bytes,
        @Nullable KeyReference key) {

    /** Of a track in the clear. */
    public InitSegment(
            long number,
            Origin origin,
            long id,
            Track track,
            int timescale,
            String codecs,
            long partTarget,
            ByteBuffer bytes) {
        this(number, origin, id, track, timescale, codecs, partTarget, bytes, null);
    }

    /** Times of pictures are rounded to milliseconds, in ticks, which are video's timescale. */
    static final int ROUNDING = MediaRecord.TICKS_PER_SECOND / 1000;

    /**
     * Of what was published: each of its discontinuities has one configuration.
     *
     * @param partTarget in ticks
     * @throws IllegalArgumentException if the track cannot be packaged
     */
    static InitSegment published(long number, Origin origin, Track track, int partTarget) {
        return of(number, origin, number, track, partTarget, InitSegmentBoxes.write(track));
    }

    /** Of what was transcoded: another encoder, even another codec, may take over at any segment. Otherwise as {@link #published}. */
    static InitSegment transcoded(long number, Origin origin, Track track, int partTarget) {
        var bytes = InitSegmentBoxes.write(track);
        return of(number, origin, checksum(bytes), track, partTarget, bytes);
    }

    /** The same for segments that are encrypted with {@code with}. */
    InitSegment encrypted(ContentKey with) {
        var encryption = with.trackEncryption(track instanceof Track.Video);
        var encrypted = InitSegmentBoxes.write(track, encryption);
        return new InitSegment(
                number,
                origin,
                checksum(encrypted),
                track,
                timescale,
                codecs,
                partTarget,
                encrypted,
                with.reference());
    }

    private static long checksum(ByteBuffer bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes.duplicate());
        return checksum.getValue();
    }

    private static InitSegment of(
            long number, Origin origin, long id, Track track, int partTarget, ByteBuffer bytes) {
        int timescale = InitSegmentBoxes.timescale(track);
        if (timescale <= 0) {
            throw new IllegalArgumentException("sample rate " + timescale + " is not positive");
        }
        return new InitSegment(
                number,
                origin,
                id,
                track,
                timescale,
                CodecStrings.of(track),
                partTarget == 0 ? 0 : partTarget(track, units(partTarget, timescale)),
                bytes);
    }

    /** As many whole frames of audio as there is room for. Pictures come with times rounded to milliseconds. */
    private static long partTarget(Track track, long wanted) {
        return switch (track) {
            case Track.Audio audio ->
                    Math.max(1, wanted / audio.samplesPerFrame()) * audio.samplesPerFrame();
            case Track.Video _ -> wanted + ROUNDING;
        };
    }

    public boolean hasParts() {
        return partTarget > 0;
    }

    /** The pts its discontinuity begins at, in units of the timescale. */
    public long start() {
        return time(origin.start());
    }

    /** The pts that a wall clock, µs since 1970, was made from, in units of the timescale. */
    public long presentationTime(long date) {
        return time(origin.pts(date));
    }

    /** A time in ticks as the nearest one of the track's timescale. */
    long time(long ticks) {
        return units(ticks, timescale);
    }

    /** A time in µs in units of the track's timescale. */
    long fromMicros(long micros) {
        long second = 1_000_000;
        return micros / second * timescale + micros % second * timescale / second;
    }

    // Split, so that nothing overflows however far the clock has run.
    private static long units(long ticks, int timescale) {
        int second = MediaRecord.TICKS_PER_SECOND;
        return ticks / second * timescale + (ticks % second * timescale + second / 2) / second;
    }
}
