import { describe, expect, it } from 'vitest';
import { compareIds, type Message, type Poll, readFrame, USUAL_RULES } from '../../src/room/frames';
import { after, MOST_MESSAGES, withOlder, withPoll } from '../../src/studio/room';

const ANN = { id: 'guest-1', name: 'Ann', role: 'viewer' as const };

function message(id: number | string): Message {
  return { id: String(id), user: ANN, clientId: `c${id}`, text: `m${id}`, mode: 'scroll', color: '#ffffff', mediaTime: null, at: Date.parse('2026-01-01T00:00:00Z') };
}

function ids(messages: readonly Message[]): string[] {
  return messages.map(({ id }) => id);
}

describe('messages', () => {
  it('come in the order of their ids, each once', () => {
    let messages = after([], { type: 'joined', user: ANN, history: [message(2), message(9)], complete: true, rules: USUAL_RULES });
    messages = after(messages, { type: 'message', message: message(10) });
    messages = after(messages, { type: 'message', message: message(9) });
    expect(ids(messages)).toEqual(['2', '9', '10']);
  });

  it('go on after a reconnect', () => {
    const before = [message(1), message(2)];
    expect(ids(after(before, { type: 'joined', user: ANN, history: [message(3)], complete: true, rules: USUAL_RULES }))).toEqual(['1', '2', '3']);
  });

  it('begin anew where some are missing between', () => {
    expect(ids(after([message(1)], { type: 'joined', user: ANN, history: [message(7)], complete: false, rules: USUAL_RULES }))).toEqual(['7']);
  });

  it('come with older ones that the API tells newest first', () => {
    expect(ids(withOlder([message(7), message(8)], [message(8), message(7), message(3), message(1)]))).toEqual(['1', '3', '7', '8']);
  });

  it('vanish when they are deleted', () => {
    expect(ids(after([message(1), message(2)], { type: 'deleted', id: '1' }))).toEqual(['2']);
  });

  it('are bounded', () => {
    let messages: readonly Message[] = [];
    for (let id = 0; id < MOST_MESSAGES + 50; id++) {
      messages = after(messages, { type: 'message', message: message(id) });
    }
    expect(messages).toHaveLength(MOST_MESSAGES);
    expect(messages[0]?.id).toBe('50');
  });
});

it('ids are compared as numbers, however long', () => {
  expect(['100000000000000001', '9', '100000000000000000', '10'].sort(compareIds)).toEqual(['9', '10', '100000000000000000', '100000000000000001']);
});

it('a poll takes the place of what it was, the newest first', () => {
  const poll = (id: string, openedAt: string, votes = 0): Poll => ({
    id,
    question: id,
    options: [],
    openedAt: Date.parse(openedAt),
    endsAt: null,
    closedAt: null,
    mediaTime: null,
    mediaClosedAt: null,
    status: 'open',
    votes,
  });
  const polls = [poll('b', '2026-01-01T00:00:02Z'), poll('a', '2026-01-01T00:00:01Z')];
  const now = withPoll(withPoll(polls, poll('a', '2026-01-01T00:00:01Z', 5)), poll('c', '2026-01-01T00:00:03.5Z'));
  expect(now.map(({ id, votes }) => [id, votes])).toEqual([['c', 0], ['b', 0], ['a', 5]]);
});

it('frames for viewers alone are nothing to the studio', () => {
  const messages = [message(3)];
  const viewers = readFrame('{"type":"viewers","count":3}');
  const deleted = readFrame('{"type":"deleted","id":"3"}');
  expect(deleted).toEqual({ type: 'deleted', id: '3' });
  expect(viewers && after(messages, viewers)).toBe(messages);
  expect(deleted && after(messages, deleted)).toEqual([]);
});
