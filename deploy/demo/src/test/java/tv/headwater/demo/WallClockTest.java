package tv.headwater.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WallClockTest {

    private static final int STRIDE = 160;
    private static final int HEIGHT = 20;

    private final ByteBuffer luma = ByteBuffer.allocate(STRIDE * HEIGHT);
    private final ByteBuffer u = ByteBuffer.allocate(STRIDE * HEIGHT / 4);
    private final ByteBuffer v = ByteBuffer.allocate(STRIDE * HEIGHT / 4);

    @Test
    void drawsTheTimeInReadableDigits() {
        draw("2026-11-01T12:34:56.789Z");
        assertThat(rendered())
                .isEqualTo(
                        """
                        ..#....###........#####....#........#####...##........#####..###..#####.
                        .##...#...#..##......#....##...##...#......#..............#.#...#.....#.
                        ..#.......#..##.....#....#.#...##...####..#..............#..#...#....#..
                        ..#......#...........#..#..#............#.####..........#....###....#...
                        ..#.....#....##.......#.#####..##.......#.#...#........#....#...#..#....
                        ..#....#.....##...#...#....#...##...#...#.#...#..##....#....#...#.#.....
                        .###..#####........###.....#.........###...###...##....#.....###..#####.
                        """);
    }

    @Test
    void drawsTheOtherDigits() {
        draw("2026-11-01T09:08:00.009Z");
        assertThat(rendered())
                .isEqualTo(
                        """
                        .###...###.........###...###.........###...###.........###...###..#####.
                        #...#.#...#..##...#...#.#...#..##...#...#.#...#.......#...#.#...#.....#.
                        #..##.#...#..##...#..##.#...#..##...#..##.#..##.......#..##.#..##....#..
                        #.#.#..####.......#.#.#..###........#.#.#.#.#.#.......#.#.#.#.#.#...#...
                        ##..#.....#..##...##..#.#...#..##...##..#.##..#.......##..#.##..#..#....
                        #...#....#...##...#...#.#...#..##...#...#.#...#..##...#...#.#...#.#.....
                        .###...##..........###...###.........###...###...##....###...###..#####.
                        """);
    }

    @Test
    void takesTheColourOutOfTheBoxAndLeavesTheRest() {
        draw("2026-11-01T12:34:56.789Z");
        assertThat(u.get(0)).isEqualTo((byte) 128);
        assertThat(v.get(0)).isEqualTo((byte) 128);
        assertThat(u.get(73)).isZero();
        assertThat(luma.get(146)).isZero();
        assertThat(luma.get(145)).isEqualTo((byte) 16);
    }

    private void draw(String time) {
        new WallClock(0, 0, 2).draw(Instant.parse(time), luma, STRIDE, u, v, STRIDE / 2);
    }

    private String rendered() {
        var picture = new StringBuilder();
        for (int y = 2; y < 16; y += 2) {
            for (int x = 2; x < 146; x += 2) {
                picture.append(luma.get(y * STRIDE + x) == (byte) 235 ? '#' : '.');
            }
            picture.append('\n');
        }
        return picture.toString();
    }
}
