/**
 * A test picture with a wall clock and a beep, published over RTMP by FFmpeg's libraries until it is told to stop. A process of its own:
 * a crash in FFmpeg's natives stays here.
 *
 * <p>Reading order: {@link tv.headwater.demo.TestPicture}, {@code Broadcast}, then what it is made of: {@code LavfiSource},
 * {@code Encoder}, {@code FlvOutput}, {@code WallClock}.
 */
@NullMarked
package tv.headwater.demo;

import org.jspecify.annotations.NullMarked;
