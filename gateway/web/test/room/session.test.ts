import { beforeEach, describe, expect, it } from 'vitest';
import type { Message, Refusal, Rules, SentMessage } from '../../src/room/frames';
import { Session } from '../../src/room/session';
import { TIMELINE_LIMIT } from '../../src/room/timeline';
import { FakeWorld, frame, ME, message, settled } from './fakes';

function sent(clientId: string): SentMessage {
  return { type: 'message', clientId, text: clientId, mode: 'scroll', color: '#ffffff' };
}

describe('a session', () => {
  let world: FakeWorld;
  let kept: Message[];
  let refused: [string, string | undefined][];
  let settledIds: string[];
  let votes: unknown[];
  let rules: Rules[];
  let gaps: number;
  let session: Session;

  beforeEach(() => {
    world = new FakeWorld();
    kept = [];
    refused = [];
    settledIds = [];
    votes = [];
    rules = [];
    gaps = 0;
    const before = (id: string | null, limit: number): Promise<Message[]> =>
      Promise.resolve(kept.filter((each) => id === null || Number(each.id) < Number(id)).slice(-limit));
    session = new Session(world, before, {
      onPhase: () => undefined,
      onMe: () => undefined,
      onRules: (now) => rules.push(now),
      onGap: () => gaps++,
      onMessages: () => undefined,
      onDeleted: () => undefined,
      onPending: () => undefined,
      onSettled: (clientId) => settledIds.push(clientId),
      onRefused: (refusal: Refusal, of) => refused.push([refusal.code, of?.text]),
      onReactions: () => undefined,
      onViewers: () => undefined,
      onStatus: () => undefined,
      onPoll: () => undefined,
      onVoted: (pollId, option) => votes.push([pollId, option]),
      onVoteRefused: (pollId, code, option) => votes.push([pollId, code, option]),
    });
    session.start();
  });

  const ids = (): number[] => session.timeline.all.map(({ id }) => Number(id));

  async function reopen(joined: object = {}): Promise<void> {
    world.socket.events.onClose(1012);
    await world.pass(10_000);
    await world.join(joined);
  }

  it('has each message once, in order, over a reconnect', async () => {
    await world.join({ history: [message(8), message(9)].map(frame) });
    world.socket.tell(frame(message(10)));
    await reopen({ history: [frame(message(11))] });
    world.socket.tell(frame(message(10)));
    world.socket.tell(frame(message(12)));
    expect(ids()).toEqual([8, 9, 10, 11, 12]);
    expect(world.socket.of('join')[0]?.['after']).toBe('10');
    expect(gaps).toBe(1);
  });

  it('asks REST for what the server does not remember, and drops what was taken away meanwhile', async () => {
    await world.join({ history: [message(1), message(2), message(3)].map(frame) });
    kept = [1, 3, 4, 5, 6, 7].map((id) => message(id));
    await reopen({ history: [frame(message(7))], complete: false });
    world.socket.tell(frame(message(8)));
    expect(ids()).toEqual([1, 3, 4, 5, 6, 7, 8]);
    expect(gaps).toBe(2);
  });

  it('is given what was said before by REST where the server remembers little', async () => {
    kept = [1, 2, 3].map((id) => message(id));
    await world.join({ history: [frame(message(3))] });
    await settled();
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('keeps a limited number', async () => {
    await world.join();
    for (let id = 1; id <= TIMELINE_LIMIT + 5; id++) {
      world.socket.tell(frame(message(id)));
    }
    expect(ids()).toHaveLength(TIMELINE_LIMIT);
    expect(ids()[0]).toBe(6);
  });

  it('does not show again what was taken away, wherever it comes from', async () => {
    kept = [message(1), message(2)];
    await world.join({ history: [frame(message(3))] });
    world.socket.tell({ type: 'deleted', id: '2' });
    world.socket.tell({ type: 'deleted', id: '3' });
    kept = [message(2), message(3), message(4)];
    await reopen({ history: [], complete: false });
    expect(ids()).not.toContain(2);
    expect(ids()).not.toContain(3);
    expect(ids()).toContain(4);
  });

  it('sends what was not heard back again with the same clientId, and nothing else', async () => {
    await world.join();
    session.say(sent('a'));
    session.say(sent('b'));
    session.say(sent('c'));
    world.socket.tell(frame(message(1, { user: ME, clientId: 'a' })));
    await reopen({ history: [frame(message(2, { user: ME, clientId: 'b' }))] });
    expect(world.socket.of('message').map((each) => each['clientId'])).toEqual(['c']);
    world.socket.tell({ type: 'sent', clientId: 'c', id: '3' });
    await reopen();
    expect(world.socket.of('message')).toEqual([]);
    expect(settledIds).toEqual(['a', 'b', 'c']);
  });

  it("does not take another's clientId for its own", async () => {
    await world.join();
    session.say(sent('a'));
    world.socket.tell(frame(message(1, { clientId: 'a' })));
    expect(settledIds).toEqual([]);
  });

  it('says what was written without a socket with the next one', async () => {
    session.say(sent('early'));
    await world.join();
    expect(world.socket.of('message').map((each) => each['clientId'])).toEqual(['early']);
  });

  it('looks into the history that REST fills before it sends again', async () => {
    await world.join({ history: [frame(message(1))] });
    session.say(sent('a'));
    kept = [message(1), message(2, { user: ME, clientId: 'a' })];
    await reopen({ history: [], complete: false });
    expect(world.socket.of('message')).toEqual([]);
  });

  it('gives up what the server would not know to be the same any more', async () => {
    await world.join();
    session.say(sent('old'));
    world.socket.events.onClose(1006);
    world.ticket = () => new Promise(() => undefined);
    await world.pass(11 * 60_000);
    world.ticket = () => Promise.resolve('late');
    session.restart();
    await world.join();
    expect(world.socket.of('message')).toEqual([]);
    expect(refused).toEqual([['unavailable', 'old']]);
  });

  it('does not send again what the socket was closed for', async () => {
    await world.join();
    session.say(sent('big'));
    world.socket.events.onClose(1009);
    await world.pass(2_000);
    await world.join();
    expect(world.socket.of('message')).toEqual([]);
    expect(refused).toEqual([['unavailable', 'big']]);
  });

  it('tells which message was refused', async () => {
    await world.join();
    session.say(sent('a'));
    world.socket.tell({ type: 'error', code: 'slow_mode', message: 'slow mode: one message in 5 s', clientId: 'a', retryAfter: 4 });
    expect(refused).toEqual([['slow_mode', 'a']]);
    await reopen();
    expect(world.socket.of('message')).toEqual([]);
  });

  it('knows how one may speak, from the first word on', async () => {
    await world.join({ maxLength: 200, slowModeSeconds: 5 });
    world.socket.tell({ type: 'rules', maxLength: 80, slowModeSeconds: 0 });
    await reopen();
    expect(rules).toEqual([
      { maxLength: 200, slowModeSeconds: 5 },
      { maxLength: 80, slowModeSeconds: 0 },
      { maxLength: 500, slowModeSeconds: 0 },
    ]);
  });

  it('bounds what waits', async () => {
    for (let n = 0; n < 20; n++) {
      expect(session.say(sent(`m${n}`))).toBe(true);
    }
    expect(session.say(sent('one more'))).toBe(false);
  });

  it('votes once at a time, again after a reconnect, until it is answered', async () => {
    await world.join();
    expect(session.cast('p1', 1)).toBe(true);
    expect(session.cast('p2', 0)).toBe(false);
    await reopen();
    expect(world.socket.of('vote')).toEqual([{ type: 'vote', pollId: 'p1', option: 1 }]);
    world.socket.tell({ type: 'voted', pollId: 'p1', option: 1 });
    expect(session.cast('p2', 0)).toBe(true);
    world.socket.tell({ type: 'error', code: 'rate_limited', message: 'more than 50 reactions in 10 s', emoji: '🔥' });
    expect(session.cast('p3', 0)).toBe(false);
    world.socket.tell({ type: 'error', code: 'already_voted', message: 'one vote each', pollId: 'p2', option: 2 });
    expect(votes).toEqual([
      ['p1', 1],
      ['p2', 'already_voted', 2],
    ]);
    await reopen();
    expect(world.socket.of('vote')).toEqual([]);
  });
});
