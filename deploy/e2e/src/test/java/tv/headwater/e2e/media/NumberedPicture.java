package tv.headwater.e2e.media;

import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * A picture that carries its number, 0 to 65,535, in a strip of black and white blocks along its top edge: sixteen of the number, the
 * highest bit first, and four of the sum of its hexadecimal digits and five. It can be read after scaling and encoding.
 */
public final class NumberedPicture {

    /** The strip as it is brought before reading: five samples of light for each block. */
    static final int STRIP_WIDTH = 100;

    /** In the strip, side by side. */
    public static final int BLOCKS = 20;

    private static final int NUMBER_BLOCKS = 16;
    private static final int BLOCK_WIDTH = STRIP_WIDTH / BLOCKS;

    /** So high is the strip: this part of the picture. */
    public static final int STRIPS_IN_HEIGHT = 15;

    private NumberedPicture() {}

    /** A source for FFmpeg's lavfi: a moving test picture with the strip over it. */
    static String graph(int width, int height, String rate) {
        var sum = "bitand(N,15)+bitand(floor(N/16),15)+bitand(floor(N/256),15)+floor(N/4096)+5";
        var block =
                "if(lt(X,%d),gt(bitand(N,pow(2,15-X)),0),gt(bitand(mod(%s,16),pow(2,19-X)),0))"
                        .formatted(NUMBER_BLOCKS, sum);
        return ("testsrc2=size=%dx%d:rate=%s[picture];"
                        + "color=black:size=%dx2:rate=%3$s,geq=lum='255*%s':cb=128:cr=128,"
                        + "scale=%1$d:%d:flags=neighbor[strip];[picture][strip]overlay")
                .formatted(width, height, rate, BLOCKS, block, height / STRIPS_IN_HEIGHT);
    }

    /** A filter that leaves of each picture its strip, {@link #STRIP_WIDTH} bytes of light. */
    static String stripFilter() {
        // Half the strip's height, from its middle: scaling has blurred its edges.
        return "crop=iw:ih/%1$d:0:ih/%2$d,scale=%3$d:1:flags=area,format=gray"
                .formatted(2 * STRIPS_IN_HEIGHT, 4 * STRIPS_IN_HEIGHT, STRIP_WIDTH);
    }

    /** Reads the strip that begins at {@code at}; empty if there is no number in it. */
    static OptionalInt number(byte[] strips, int at) {
        return number(block -> strips[at + block * BLOCK_WIDTH + BLOCK_WIDTH / 2] & 0xff);
    }

    /**
     * The number that is written in a strip; empty if there is none in it.
     *
     * @param light of the middle of each of its blocks, 0 to 255
     */
    public static OptionalInt number(IntUnaryOperator light) {
        int bits = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int each = light.applyAsInt(block);
            if (each > 95 && each < 160) {
                return OptionalInt.empty();
            }
            bits = bits << 1 | each >> 7;
        }
        int number = bits >> 4;
        int sum = (number & 15) + (number >> 4 & 15) + (number >> 8 & 15) + (number >> 12) + 5;
        return (sum & 15) == (bits & 15) ? OptionalInt.of(number) : OptionalInt.empty();
    }
}
