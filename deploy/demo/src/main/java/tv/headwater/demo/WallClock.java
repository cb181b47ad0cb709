package tv.headwater.demo;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Draws the time of day, in UTC, into a picture's planes: {@code 18:09:31.53Z}, white on black. */
final class WallClock {

    /** Rows of five pixels, the highest bit left, for {@code 0} to {@code 9}, then {@code :}, {@code .} and {@code Z}. */
    private static final String GLYPHS =
            """
            0e11131519110e 040c040404040e 0e11010204081f 1f02040201110e 02060a121f0202
            1f101e0101110e 0608101e11110e 1f010204080808 0e11110e11110e 0e11110f01020c
            000c0c000c0c00 00000000000c0c 1f01020408101f\
            """;

    private static final String CHARACTERS = "0123456789:.Z";
    private static final int GLYPH_WIDTH = 5;
    private static final int GLYPH_HEIGHT = 7;
    private static final int ADVANCE = 6;
    private static final byte WHITE = (byte) 235;
    private static final byte BLACK = 16;
    private static final byte GREY = (byte) 128;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("HH:mm:ss.SS'Z'").withZone(ZoneOffset.UTC);
    private static final int TEXT_LENGTH = 12;

    private final int[][] rows = rows();
    private final int scale;
    private final int left;
    private final int top;

    /**
     * @param left of the box, in pixels, even
     * @param top of the box, in pixels, even
     * @param scale pixels of the picture for one of a glyph, even
     */
    WallClock(int left, int top, int scale) {
        this.left = left;
        this.top = top;
        this.scale = scale;
    }

    int width() {
        return (TEXT_LENGTH * ADVANCE + 1) * scale;
    }

    int height() {
        return (GLYPH_HEIGHT + 2) * scale;
    }

    /**
     * Draws into 4:2:0 planes.
     *
     * @param lumaStride bytes from one row of luma to the next
     * @param chromaStride likewise of both chroma planes
     */
    void draw(
            Instant time,
            ByteBuffer luma,
            int lumaStride,
            ByteBuffer u,
            ByteBuffer v,
            int chromaStride) {
        fill(luma, lumaStride, left, top, width(), height(), BLACK);
        fill(u, chromaStride, left / 2, top / 2, width() / 2, height() / 2, GREY);
        fill(v, chromaStride, left / 2, top / 2, width() / 2, height() / 2, GREY);
        var text = FORMAT.format(time);
        for (int i = 0; i < text.length(); i++) {
            glyph(
                    luma,
                    lumaStride,
                    left + (i * ADVANCE + 1) * scale,
                    rows[CHARACTERS.indexOf(text.charAt(i))]);
        }
    }

    private void glyph(ByteBuffer luma, int stride, int x, int[] glyph) {
        for (int row = 0; row < GLYPH_HEIGHT; row++) {
            for (int column = 0; column < GLYPH_WIDTH; column++) {
                if ((glyph[row] >> (GLYPH_WIDTH - 1 - column) & 1) == 1) {
                    fill(
                            luma,
                            stride,
                            x + column * scale,
                            top + (row + 1) * scale,
                            scale,
                            scale,
                            WHITE);
                }
            }
        }
    }

    private static void fill(
            ByteBuffer plane, int stride, int left, int top, int width, int height, byte value) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                plane.put(y * stride + x, value);
            }
        }
    }

    private static int[][] rows() {
        var words = GLYPHS.split("\\s+", -1);
        var rows = new int[words.length][GLYPH_HEIGHT];
        for (int i = 0; i < words.length; i++) {
            for (int row = 0; row < GLYPH_HEIGHT; row++) {
                rows[i][row] = Integer.parseInt(words[i], row * 2, row * 2 + 2, 16);
            }
        }
        return rows;
    }
}
