/** Where segments begin and what number each record carries. Pure. */
@NullMarked
package tv.headwater.ingest.stamp;

import org.jspecify.annotations.NullMarked;
