/** Who is watching: the reports of edges and the exact count they add up to. */
@NullMarked
package tv.headwater.contract.audience;

import org.jspecify.annotations.NullMarked;
