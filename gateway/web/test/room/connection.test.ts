import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError, Problem } from '../../src/problem';
import { Connection, type Phase } from '../../src/room/connection';
import { isFaultOfFrame, reopenDelay } from '../../src/room/reopening';
import { FakeWorld, settled } from './fakes';

describe('a connection', () => {
  let world: FakeWorld;
  let phases: Phase[];
  let after: string | null;
  let faults: number;
  let connection: Connection;

  beforeEach(() => {
    world = new FakeWorld();
    phases = [];
    after = null;
    faults = 0;
    connection = new Connection(world, {
      onPhase: (phase) => phases.push(phase),
      onFrame: () => undefined,
      onFault: () => faults++,
      after: () => after,
    });
    connection.start();
  });

  it('joins with a ticket, in the first frame', async () => {
    await world.join();
    expect(world.socket.sent).toEqual([{ type: 'join', ticket: 'ticket-0' }]);
    expect(phases).toEqual(['connecting', 'joined']);
  });

  it.each([
    [1012, 200],
    [1013, 200],
    [4401, 200],
    [1006, 1_000],
    [4400, 1_000],
    [4408, 1_000],
    [1008, 10_000],
  ])('comes back after a close with %d in %d ms, with a new ticket and after the last message', async (code, delay) => {
    await world.join();
    after = '41';
    world.socket.events.onClose(code);
    await world.pass(delay - 1);
    expect(world.sockets).toHaveLength(1);
    await world.pass(1);
    await world.join();
    expect(world.socket.sent).toEqual([{ type: 'join', ticket: 'ticket-1', after: '41' }]);
    expect(phases).toEqual(['connecting', 'joined', 'waiting', 'connecting', 'joined']);
  });

  it('waits longer each time where it fails again and again, and starts over after a steady while', async () => {
    const opened: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await world.join();
      const closed = world.now();
      world.socket.events.onClose(1013);
      while (world.sockets.length === attempt + 1) {
        await world.pass(50);
      }
      opened.push(world.now() - closed);
    }
    expect(opened).toEqual([200, 400, 800, 1_600]);
    await world.join();
    await world.pass(11_000);
    world.socket.events.onClose(1013);
    await world.pass(200);
    expect(world.sockets).toHaveLength(6);
  });

  it('says which closes are for what was sent', async () => {
    await world.join();
    world.socket.events.onClose(1009);
    expect(faults).toBe(1);
    expect([1003, 1007, 1009, 1006, 1012].map(isFaultOfFrame)).toEqual([true, true, true, false, false]);
  });

  it('pings a silent server, and leaves one that does not answer', async () => {
    await world.join();
    await world.pass(25_000);
    expect(world.socket.of('ping')).toHaveLength(1);
    world.socket.tell({ type: 'pong' });
    await world.pass(25_000);
    expect(world.socket.of('ping')).toHaveLength(2);
    await world.pass(9_999);
    expect(connection.phase).toBe('joined');
    await world.pass(1);
    expect(connection.phase).toBe('waiting');
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it('asks at once after a sleep, and does not wait long', async () => {
    await world.join();
    connection.check();
    expect(world.socket.of('ping')).toHaveLength(1);
    await world.pass(4_000);
    expect(connection.phase).toBe('waiting');
    connection.check();
    await world.join();
    expect(connection.phase).toBe('joined');
  });

  it('hears nothing of a socket that it has left', async () => {
    await world.join();
    const old = world.socket;
    old.events.onClose(1012);
    await world.pass(200);
    await world.join();
    old.events.onClose(1006);
    expect(connection.phase).toBe('joined');
  });

  it('gives up an opening that takes too long', async () => {
    await settled();
    await world.pass(15_000);
    expect(connection.phase).toBe('waiting');
    expect(world.sockets[0]?.closed).toBe(true);
  });

  it('comes in once a stream that is new is known to the chat as well', async () => {
    const { ticket } = world;
    let asked = 0;
    world.ticket = () => (++asked <= 2 ? Promise.reject(new ApiError(404, 'no')) : ticket());
    connection.restart();
    await settled();
    expect(connection.phase).toBe('missing');
    await world.pass(1_000);
    expect(connection.phase).toBe('missing');
    await world.pass(2_000);
    await world.join();
    expect(connection.phase).toBe('joined');
  });

  it('asks a stream that stays unknown once a minute', async () => {
    let asked = 0;
    world.ticket = () => {
      asked++;
      return Promise.reject(new ApiError(404, 'no'));
    };
    connection.restart();
    await settled();
    for (const pause of [1_000, 2_000, 4_000, 8_000]) {
      await world.pass(pause);
    }
    expect(asked).toBe(5);
    await world.pass(59_999);
    expect(asked).toBe(5);
    await world.pass(1);
    expect(asked).toBe(6);
  });

  it.each<[number, Phase]>([
    [401, 'refused'],
    [404, 'missing'],
    [400, 'nickname'],
    [429, 'waiting'],
    [503, 'waiting'],
    [0, 'waiting'],
  ])('without a ticket, since REST answers %d, it is %s', async (status, phase) => {
    world.ticket = () => Promise.reject(new ApiError(status, 'no'));
    connection.restart();
    await settled();
    expect(connection.phase).toBe(phase);
  });

  it.each<[number, string, Phase]>([
    [401, 'unauthenticated', 'refused'],
    [401, 'playback_token_needed', 'uninvited'],
    [401, 'invalid_credentials', 'uninvited'],
    [403, 'forbidden', 'uninvited'],
  ])('without a ticket, since REST answers %d %s, it is %s, and asks again after a minute', async (status, code, phase) => {
    world.ticket = () => Promise.reject(new Problem(status, code, 'no'));
    connection.restart();
    await settled();
    expect(connection.phase).toBe(phase);
    world.ticket = () => Promise.resolve('ticket');
    await world.pass(60_000);
    await world.join();
    expect(connection.phase).toBe('joined');
  });

  it('ignores what is no frame that it knows', async () => {
    await world.join();
    world.socket.events.onText('nonsense');
    world.socket.events.onText('{"type":"message"}');
    world.socket.events.onText('{"type":"from-tomorrow"}');
    expect(connection.phase).toBe('joined');
  });
});

describe('reopenDelay', () => {
  it('never exceeds its limit, and half of it is chance', () => {
    expect(reopenDelay(1006, 1_000, () => 0.5)).toBe(30_000);
    expect(reopenDelay(1008, 1_000, () => 0.5)).toBe(60_000);
    expect([0, 1].map((chance) => reopenDelay(1006, 0, () => chance))).toEqual([500, 1_500]);
  });
});
