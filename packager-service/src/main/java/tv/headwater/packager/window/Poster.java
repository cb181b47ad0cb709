package tv.headwater.packager.window;

import java.nio.ByteBuffer;

/**
 * A picture of the stream.
 *
 * @param epoch and {@code sequence} of its record, which tell what is newer
 * @param jpeg read-only
 */
public record Poster(long epoch, long sequence, ByteBuffer jpeg) {

    int size() {
        return jpeg.remaining();
    }
}
