/**
 * Chat-service keeps a room for every stream: chat, danmaku at the picture it was written for, polls and reactions.
 *
 * <p>Reading order: {@code message} (what may be said), {@code log} (where all that is said goes first), {@code room} (who hears it),
 * {@code ws} (the sockets of those who do), {@code admission} (how they come in), {@code moderation} (what holds in a room), {@code history} (what
 * was said), {@code poll}, {@code retention}, {@code access} (whose requests these are).
 *
 * <p>WebSockets in: {@code /chat/{streamId}}, on a port of their own. REST in: what {@code /api/v1/live-streams/{id}} has of
 * messages, bans, moderators, chat settings, tickets and polls. Topics in: {@code chat-messages}, {@code chat-rules}, {@code
 * chat-tickets}, {@code streams}, {@code playback-access} (what tokens are checked against), {@code audience}. Topics out: {@code
 * chat-messages}, {@code chat-rules}, {@code chat-tickets}, {@code nodes}. What was said is in the log before it is acknowledged;
 * PostgreSQL has it a moment later, and when it is away the rooms go on without it.
 */
@NullMarked
package tv.headwater.chat;

import org.jspecify.annotations.NullMarked;
