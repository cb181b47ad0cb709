import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatPanel } from '../../src/studio/chat-panel';
import { chatTexts } from '../../src/studio/chat-texts';
import { RoomSocket } from '../../src/studio/room-socket';
import { FakeWorld, frame, ME, message } from '../room/fakes';

describe('the chat panel', () => {
  let world: FakeWorld;
  let socket: RoomSocket;

  beforeEach(() => {
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ items: [] })));
    document.body.innerHTML = '<div id="room-chat"></div>';
    world = new FakeWorld();
    const chat = new ChatPanel('abcdefgh12345678', () => socket, () => undefined);
    socket = new RoomSocket(
      'abcdefgh12345678',
      {
        onFrame: (news) => chat.on(news),
        onRefused: (refusal, refused) => chat.refused(refusal, refused?.text ?? null),
        onLost: () => chat.lost(),
      },
      world,
    );
  });

  afterEach(() => {
    socket.close();
    vi.unstubAllGlobals();
  });

  const input = (): HTMLInputElement => document.querySelector('.composer input') as HTMLInputElement;
  const alert = (): string | null | undefined => document.querySelector('[role=alert]:not([hidden])')?.textContent;
  const clientId = (): unknown => world.socket.of('message').at(-1)?.['clientId'];

  function say(text: string): void {
    input().value = text;
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  }

  function refuse(code: string): void {
    world.socket.tell({ type: 'error', code, message: 'in English', clientId: clientId() });
  }

  it.each(['rate_limited', 'blocked_word', 'invalid_message', 'banned'])('gives back what was refused as %s', async (code) => {
    await world.join();
    say('my words');
    expect(input().value).toBe('');
    refuse(code);
    expect(input().value).toBe('my words');
    expect(alert()).toBe(chatTexts.en.refusals[code]);
  });

  it('does not write over what was typed meanwhile', async () => {
    await world.join();
    say('my words');
    input().value = 'other words';
    refuse('rate_limited');
    expect(input().value).toBe('other words');
  });

  it('keeps what is typed while there is no connection', () => {
    say('my words');
    expect(input().value).toBe('my words');
    expect(alert()).toBe(chatTexts.en.chatLost);
  });

  it('sends again what was not heard back when the connection was lost, and nothing else', async () => {
    await world.join();
    say('heard');
    world.socket.tell(frame(message(1, { user: ME, clientId: String(clientId()) })));
    say('lost');
    const lost = clientId();
    world.socket.events.onClose(1006);
    await world.pass(10_000);
    await world.join();
    expect(world.socket.of('message').map((each) => each['clientId'])).toEqual([lost]);
    refuse('blocked_word');
    expect(input().value).toBe('lost');
  });

  it('gives back what the connection was closed for', async () => {
    await world.join();
    say('too much');
    world.socket.events.onClose(1009);
    expect(input().value).toBe('too much');
    expect(alert()).toBe(chatTexts.en.refusals['unavailable']);
  });
});
