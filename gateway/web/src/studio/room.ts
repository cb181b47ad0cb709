/** What a room holds, as far as the studio shows it. */

import { compareIds, type Message, type Poll, type ServerFrame } from '../room/frames';

export const MOST_MESSAGES = 300;

/** The messages after a frame: in the order of their ids, each once, the newest of them. */
export function after(messages: readonly Message[], frame: ServerFrame): readonly Message[] {
  switch (frame.type) {
    case 'joined':
      return cut(frame.complete ? merge(messages, frame.history) : [...frame.history]);
    case 'message':
      return cut(merge(messages, [frame.message]));
    case 'deleted':
      return messages.filter((message) => message.id !== frame.id);
    default:
      return messages;
  }
}

/** The messages with older ones, which the API tells newest first. */
export function withOlder(messages: readonly Message[], older: readonly Message[]): readonly Message[] {
  return cut(merge(older, messages));
}

/** Polls with this one in its new state, newest first. */
export function withPoll(polls: readonly Poll[], poll: Poll): readonly Poll[] {
  const others = polls.filter((other) => other.id !== poll.id);
  return [...others, poll].sort((a, b) => b.openedAt - a.openedAt);
}

function merge(messages: readonly Message[], more: readonly Message[]): Message[] {
  const all = new Map(messages.map((message) => [message.id, message]));
  more.forEach((message) => all.set(message.id, message));
  return [...all.values()].sort((a, b) => compareIds(a.id, b.id));
}

function cut(messages: Message[]): Message[] {
  return messages.slice(-MOST_MESSAGES);
}
