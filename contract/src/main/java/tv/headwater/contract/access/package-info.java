/** Who may play a signed stream: what a playback token says, where it stands in a request, and the facts it is checked against. */
@NullMarked
package tv.headwater.contract.access;

import org.jspecify.annotations.NullMarked;
