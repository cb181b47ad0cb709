package tv.headwater.transcode.worker.filter;

/**
 * Where in a rung's picture a source's goes: all of it, unless the source has changed its shape since the rung was planned; then
 * black fills the rest. All numbers are even.
 */
record Fit(int width, int height, int x, int y) {

    /** Shapes that differ by less are rounded, not another. */
    private static final double TOLERANCE = 0.02;

    static Fit of(int displayWidth, int displayHeight, int width, int height) {
        double source = (double) displayWidth / displayHeight;
        double target = (double) width / height;
        if (Math.abs(source / target - 1) <= TOLERANCE) {
            return new Fit(width, height, 0, 0);
        }
        int fittedWidth = source > target ? width : Math.max(2, even(height * source));
        int fittedHeight = source > target ? Math.max(2, even(width / source)) : height;
        return new Fit(
                fittedWidth,
                fittedHeight,
                even((width - fittedWidth) / 2.0),
                even((height - fittedHeight) / 2.0));
    }

    private static int even(double samples) {
        return 2 * (int) (samples / 2);
    }

    boolean fills(int pictureWidth, int pictureHeight) {
        return width == pictureWidth && height == pictureHeight;
    }
}
