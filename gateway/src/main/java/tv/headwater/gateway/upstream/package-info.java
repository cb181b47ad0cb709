/** Which instance of which service a request is carried to, and how. */
@NullMarked
package tv.headwater.gateway.upstream;

import org.jspecify.annotations.NullMarked;
