/**
 * Who may play: {@code AuthorisedMedia} stands before everything else and asks {@code PlaybackTokens}, which checks signatures and
 * remembers them; {@code AccessFacts} is what the cluster says of streams, keys and revocations.
 */
@NullMarked
package tv.headwater.edge.access;

import org.jspecify.annotations.NullMarked;
