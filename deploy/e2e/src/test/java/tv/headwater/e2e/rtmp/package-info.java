/** A small RTMP publisher that knows exactly what it sent, can start at any timestamp and can misbehave. */
@NullMarked
package tv.headwater.e2e.rtmp;

import org.jspecify.annotations.NullMarked;
