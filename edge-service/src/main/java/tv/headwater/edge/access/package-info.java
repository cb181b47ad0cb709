/**
 * Who may play: {@code AuthorisedMedia} stands before everything else, knows from {@code SignedStreams} where a token is needed, and has it
 * checked by {@code tv.headwater.access}.
 */
@NullMarked
package tv.headwater.edge.access;

import org.jspecify.annotations.NullMarked;
