/** What a publisher sends, in figures. Pure. */
@NullMarked
package tv.headwater.ingest.measure;

import org.jspecify.annotations.NullMarked;
