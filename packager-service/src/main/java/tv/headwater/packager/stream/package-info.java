/** The streams this packager holds, each fed by the packaging thread and read by everyone. */
@NullMarked
package tv.headwater.packager.stream;

import org.jspecify.annotations.NullMarked;
