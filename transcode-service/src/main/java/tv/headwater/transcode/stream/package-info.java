/** The streams this node transcodes: what each has given out, what it still needs, who works on it. */
@NullMarked
package tv.headwater.transcode.stream;

import org.jspecify.annotations.NullMarked;
