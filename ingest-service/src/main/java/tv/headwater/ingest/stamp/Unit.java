package tv.headwater.ingest.stamp;

import java.nio.ByteBuffer;
import tv.headwater.contract.media.FourCc;

/** An access unit with its time, in ticks, before it has a place in a segment. */
public record Unit(
        int track, FourCc codec, boolean randomAccess, long dts, long pts, ByteBuffer payload) {}
