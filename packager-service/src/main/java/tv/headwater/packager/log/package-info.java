/** Where the packager reads Kafka: the lanes of media, and the table of streams. */
@NullMarked
package tv.headwater.packager.log;

import org.jspecify.annotations.NullMarked;
