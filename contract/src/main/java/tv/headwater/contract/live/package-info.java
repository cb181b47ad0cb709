/** The HTTP surface that origin and edge share: paths under {@code /live} and their {@code _HLS_} queries. */
@NullMarked
package tv.headwater.contract.live;

import org.jspecify.annotations.NullMarked;
