package tv.headwater.packager.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedCaptionsTest {

    private static final byte[] USER_DATA = HexFormat.of().parseHex("b500314741393403");

    private static byte[] noise(int size) {
        var noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 500, 991, 992})
    void areFoundWhereverTheyStand(int at) {
        var media = noise(1000);
        System.arraycopy(USER_DATA, 0, media, at, USER_DATA.length);
        assertThat(ClosedCaptions.in(ByteBuffer.wrap(media))).isTrue();
        assertThat(ClosedCaptions.in(ByteBuffer.wrap(media, at, 8).slice())).isTrue();
        assertThat(ClosedCaptions.in(ByteBuffer.wrap(media, at, 7))).isFalse();
    }

    @Test
    void areNotFoundWhereTheyAreNot() {
        assertThat(ClosedCaptions.in(ByteBuffer.wrap(noise(100_000)))).isFalse();
        assertThat(ClosedCaptions.in(ByteBuffer.allocate(0))).isFalse();
    }

    /** Bar data and active formats are user data of ATSC's as well. */
    @Test
    void otherUserDataIsNone() {
        var media = USER_DATA.clone();
        media[7] = 6;
        assertThat(ClosedCaptions.in(ByteBuffer.wrap(media))).isFalse();
    }
}
