/**
 * Edge-service stands between viewers and packagers: it serves media paths from memory, and asks a packager once for what it
 * does not have, however many viewers wait for it.
 *
 * <p>Reading order: {@link tv.headwater.edge.EdgeConfiguration} (what is there and in which order it starts), {@code access} (who may
 * play), {@code audience} (who does), {@code cmcd} (how it goes, as players say), {@code prefetch} (what will be asked for), {@code
 * cache} (what is kept and for how long, one fetch per object), {@code origin} (whom to ask, and what when it does not answer), {@code
 * node} (beats, readiness and the end).
 *
 * <p>HTTP in: the media paths, on a {@code MediaServer}; management on a port of its own. HTTP out: the same paths, from packagers, or
 * from edges where they are configured as parents. Topics in: {@code nodes}, {@code streams}, {@code playback-access}. Topics out:
 * {@code nodes}, {@code audience}.
 *
 * <p>A request passes {@code LoopFreeMedia}, {@code AuthorisedMedia}, {@code ServedStreams}, {@code WatchedMedia}, {@code
 * ReportedMedia}, {@code PrefetchedMedia} and {@code CachedMedia}, all of them {@code MediaResources}: who decides who may play
 * stands before everything that has an answer.
 */
@NullMarked
package tv.headwater.edge;

import org.jspecify.annotations.NullMarked;
