import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRoom } from '../../src/room/room';
import { ME } from './fakes';

const STREAM = 'abcdefgh12345678';

/** The server's end of a socket, which opens when it is told to. */
class FakeWebSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeWebSocket[] = [];
  readyState = 0;
  readonly sent: { type: string }[] = [];

  constructor(readonly url: string) {
    super();
    FakeWebSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }

  close(): void {
    this.readyState = 3;
  }

  letIn(user: object): void {
    this.readyState = FakeWebSocket.OPEN;
    this.dispatchEvent(new Event('open'));
    const joined = { type: 'joined', user, history: [], complete: true };
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(joined) }));
  }
}

describe('a room', () => {
  let panel: HTMLElement;

  beforeEach(() => {
    localStorage.clear();
    FakeWebSocket.all = [];
    vi.stubGlobal('WebSocket', FakeWebSocket);
    vi.stubGlobal('fetch', (url: string) =>
      Promise.resolve(url.endsWith('/chat-tickets') ? Response.json({ ticket: 'ticket' }) : Response.json({ items: [] })),
    );
    const [overlay, heat, over] = [document.createElement('div'), document.createElement('div'), document.createElement('div')];
    panel = document.createElement('div');
    document.body.replaceChildren(panel, overlay, heat, over);
    const playhead = { now: () => null, playing: () => false, on: () => undefined };
    openRoom({ streamId: STREAM, playbackToken: () => null, playhead, panel, overlay, heat, over, onViewers: () => undefined });
  });

  afterEach(() => {
    window.dispatchEvent(new Event('pagehide'));
    vi.unstubAllGlobals();
  });

  const field = (): HTMLInputElement => panel.querySelector('.room-field') as HTMLInputElement;
  const name = (): HTMLInputElement => panel.querySelector('.room-nickname input') as HTMLInputElement;
  const isAsked = (): boolean => !panel.querySelector<HTMLElement>('.room-nickname')?.hidden;

  async function letIn(user: object = ME): Promise<void> {
    await vi.waitFor(() => expect(FakeWebSocket.all).toHaveLength(1));
    FakeWebSocket.all[0]?.letIn(user);
  }

  it('asks a guest for a name who goes to write', async () => {
    await letIn();
    expect(isAsked()).toBe(false);
    field().focus();
    expect(isAsked()).toBe(true);
    expect(document.activeElement).toBe(name());
  });

  it('asks who went to write before they were let in, then', async () => {
    field().focus();
    expect(isAsked()).toBe(false);
    await letIn();
    expect(isAsked()).toBe(true);
    expect(document.activeElement).toBe(name());
  });

  it('lets who is writing already go on, and asks beside it', async () => {
    field().focus();
    field().value = 'hel';
    await letIn();
    expect(isAsked()).toBe(true);
    expect(document.activeElement).toBe(field());
  });

  it('does not ask who went away again', async () => {
    field().focus();
    field().blur();
    await letIn();
    expect(isAsked()).toBe(false);
  });

  it('does not ask who has an account', async () => {
    field().focus();
    await letIn({ id: 'account', name: 'Ann', role: 'viewer' });
    expect(isAsked()).toBe(false);
    expect(document.activeElement).toBe(field());
  });
});
