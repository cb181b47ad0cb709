package tv.headwater.packager.dvr;

import java.nio.ByteBuffer;

/** What reading a segment from disk came to. */
public sealed interface StoredMedia {

    /** @param bytes the whole segment, read-only, its CRC checked */
    record Present(ByteBuffer bytes) implements StoredMedia {}

    /** It is not there, not any more, or damaged. */
    record Missing() implements StoredMedia {}

    /** Too many wait for the disk; it may be there. */
    record Busy() implements StoredMedia {}
}
