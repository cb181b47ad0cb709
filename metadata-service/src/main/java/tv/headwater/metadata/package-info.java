/**
 * Users, live streams, keys and publish sessions: the REST API over PostgreSQL.
 *
 * <p>Read {@code stream} (what a live stream is), {@code session} (how it goes live), {@code timed} (what is told
 * to its players), {@code playback} (who may watch), {@code viewers} (how many do), {@code outbox} (how the rest of the
 * cluster hears of it), {@code webhook} (how others do), {@code health} (how it does), {@code account}, {@code signing}, {@code access}, {@code audience}, {@code cluster},
 * {@code retention}, {@code web}.
 *
 * <p>Topics in: {@code stream-events} (facts), {@code audience}, {@code nodes}. Topics out: {@code streams}, {@code stream-events}
 * (commands), {@code source-media} (timed metadata), {@code playback-access}, {@code nodes}. REST in: {@code /api/v1}, {@code /.well-known/jwks.json}, and for ingest alone
 * {@code /internal/publish-grants}. REST out: receivers of webhooks.
 */
@NullMarked
package tv.headwater.metadata;

import org.jspecify.annotations.NullMarked;
