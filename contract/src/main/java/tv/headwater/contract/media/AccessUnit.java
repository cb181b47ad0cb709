package tv.headwater.contract.media;

import java.nio.ByteBuffer;

/**
 * ACCESS_UNIT: one coded picture, or one audio frame.
 *
 * @param track the {@link Track#id} it belongs to
 * @param randomAccess a decoder can start here (IDR; every audio frame)
 * @param dts decoding time in ticks; grows strictly within a track and discontinuity
 * @param pts presentation time in ticks. For audio it is the exact sample position rounded to a tick, so
 *     {@code round(pts * sampleRate / 90000)} gives that position back
 * @param payload the sample as ISO BMFF stores it: NAL units with 4-byte lengths, raw AAC frames. Read-only
 */
public record AccessUnit(
        Stamp stamp,
        int track,
        FourCc codec,
        boolean randomAccess,
        long dts,
        long pts,
        ByteBuffer payload)
        implements SessionRecord {

    public AccessUnit {
        if (dts < 0 || pts < 0) {
            throw new IllegalArgumentException("dts " + dts + " or pts " + pts + " is negative");
        }
        payload = payload.slice().asReadOnlyBuffer();
    }

    @Override
    public AccessUnit stamped(Stamp place) {
        return new AccessUnit(place, track, codec, randomAccess, dts, pts, payload);
    }

    /** The same unit with other bytes. */
    public AccessUnit carrying(ByteBuffer other) {
        return new AccessUnit(stamp, track, codec, randomAccess, dts, pts, other);
    }
}
