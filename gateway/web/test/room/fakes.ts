import type { Ports, Wire, WireEvents } from '../../src/room/connection';
import type { Message } from '../../src/room/frames';

/** A server of one socket at a time, and a clock that goes only when it is told to. */
export class FakeWorld implements Ports {
  readonly sockets: FakeSocket[] = [];
  ticket: () => Promise<string> = () => Promise.resolve(`ticket-${this.sockets.length}`);
  private time = 1_000_000;
  private timers: { at: number; work: () => void }[] = [];

  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (!newest) {
      throw new Error('no socket was opened');
    }
    return newest;
  }

  open(events: WireEvents): Wire {
    const socket = new FakeSocket(events);
    this.sockets.push(socket);
    return socket;
  }

  later(ms: number, work: () => void): () => void {
    const timer = { at: this.time + ms, work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return 0.5;
  }

  /** Lets time pass, with all that is due in it. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) {
        break;
      }
      this.timers = this.timers.filter((each) => each !== due);
      this.time = Math.max(this.time, due.at);
      due.work();
      await settled();
    }
    this.time = end;
    await settled();
  }

  /** Comes in through the newest socket. */
  async join(joined: object = {}): Promise<void> {
    await settled();
    this.socket.events.onOpen();
    this.socket.tell({ type: 'joined', user: ME, history: [], complete: true, ...joined });
    await settled();
  }
}

export class FakeSocket implements Wire {
  readonly sent: { type: string; [key: string]: unknown }[] = [];
  closed = false;

  constructor(readonly events: WireEvents) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number]);
  }

  close(): void {
    this.closed = true;
  }

  tell(frame: object): void {
    this.events.onText(JSON.stringify(frame));
  }

  of(type: string): FakeSocket['sent'] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export const ME = { id: 'guest-me', name: 'Me', role: 'viewer' } as const;

/** All that promises have to do. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}

export function message(id: number | string, more: Partial<Message> = {}): Message {
  return {
    id: String(id),
    clientId: `client-${id}`,
    user: { id: 'guest-other', name: 'Other', role: 'viewer' },
    text: `message ${id}`,
    mode: 'scroll',
    color: '#ffffff',
    mediaTime: null,
    at: 0,
    ...more,
  };
}

/** As the server sends it. */
export function frame(of: Message): object {
  const { mediaTime, at, ...rest } = of;
  return {
    type: 'message',
    ...rest,
    at: new Date(at).toISOString(),
    ...(mediaTime === null ? {} : { mediaTime: new Date(mediaTime).toISOString() }),
  };
}
