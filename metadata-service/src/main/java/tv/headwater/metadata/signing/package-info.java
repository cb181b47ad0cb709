/** The keys that tokens are signed with, and JWTs of one purpose each. */
@NullMarked
package tv.headwater.metadata.signing;

import org.jspecify.annotations.NullMarked;
