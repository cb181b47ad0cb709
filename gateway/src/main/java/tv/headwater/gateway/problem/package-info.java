/** Everything that goes wrong, told as application/problem+json (RFC 9457). */
@NullMarked
package tv.headwater.gateway.problem;

import org.jspecify.annotations.NullMarked;
