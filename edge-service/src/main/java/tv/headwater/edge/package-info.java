/**
 * Edge-service stands between viewers and packagers: it serves media paths from memory, and asks a packager once for what it
 * does not have, however many viewers wait for it.
 *
 * <p>Reading order: {@link tv.headwater.edge.EdgeConfiguration} (what is there and in which order it starts), {@code cache}
 * (what is kept and for how long, one fetch per object), {@code origin} (whom to ask, and what when it does not answer),
 * {@code node} (beats and readiness).
 *
 * <p>HTTP in: the media paths, on a {@code MediaServer}; management on a port of its own. HTTP out: the same paths, from
 * packagers. Topics in: {@code nodes}. Topics out: {@code nodes}.
 *
 * <p>A request passes {@code ServedStreams}, {@code GuardedKeys} and then {@code CachedMedia}, all of them {@code MediaResources}:
 * whatever decides who may watch stands before them and never sees the cache; who may have a content key, {@link
 * tv.headwater.mediahttp.KeyAccess} decides.
 */
@NullMarked
package tv.headwater.edge;

import org.jspecify.annotations.NullMarked;
