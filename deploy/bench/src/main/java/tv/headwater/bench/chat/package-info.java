/**
 * What it costs to tell everybody in a room, against Spring's simple broker over STOMP and against {@code ws} on Node: {@link
 * tv.headwater.bench.chat.ChatBench} is {@code ./headwater bench chat}. Each is a process of its own, and the same crowd ({@link
 * tv.headwater.bench.chat.Crowd}) says and hears the same in all of them.
 */
@NullMarked
package tv.headwater.bench.chat;

import org.jspecify.annotations.NullMarked;
