package tv.headwater.demo;

/**
 * What the picture is like.
 *
 * @param width in pixels, even
 * @param height in pixels, even
 * @param frameRate in frames per second
 */
record Picture(int width, int height, int frameRate) {

    Picture {
        if (width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException(width + "x" + height + " is not even");
        }
    }
}
