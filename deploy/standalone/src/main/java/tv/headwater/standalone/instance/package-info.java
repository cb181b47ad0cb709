/** One installation: its data directory, its ports, and how another terminal finds it running. */
@NullMarked
package tv.headwater.standalone.instance;

import org.jspecify.annotations.NullMarked;
