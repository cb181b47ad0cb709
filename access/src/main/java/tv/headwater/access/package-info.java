/**
 * What checks playback tokens: {@code PlaybackTokens} checks signatures and remembers them; {@code AccessFacts} is what the cluster
 * says of keys and revocations, which {@code PlaybackAccessTopic} keeps up to date.
 */
@NullMarked
package tv.headwater.access;

import org.jspecify.annotations.NullMarked;
