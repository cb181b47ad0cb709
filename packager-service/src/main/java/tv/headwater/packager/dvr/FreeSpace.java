package tv.headwater.packager.dvr;

import java.io.IOException;

/** How much the disk has left. */
@FunctionalInterface
interface FreeSpace {

    long bytes() throws IOException;
}
