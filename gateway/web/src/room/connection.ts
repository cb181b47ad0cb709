import { ApiError, Problem } from '../problem';
import { type ClientFrame, readFrame, type ServerFrame } from './frames';
import { isFaultOfFrame, reopenDelay } from './reopening';

/** From asking for the socket until it is joined. */
const JOIN_WITHIN_MS = 15_000;
/** The server drops who is silent for 90 s, and timers of a page in the background run once a minute. */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
/** After a sleep or another network. */
const PONG_SOON_MS = 4_000;
/** A socket that lived this long was no failure. */
const STEADY_MS = 10_000;
/** Guests may be let in again, but nobody waits for that. */
const REFUSED_RETRY_MS = 60_000;
/** So many times a stream that is not known yet is asked for soon again. */
const NEW_FOR = 4;
/** What is said to guests of a signed stream without a playback token that is valid, and for it. */
const UNINVITED: readonly string[] = ['playback_token_needed', 'invalid_credentials', 'forbidden'];

/** A socket that is there, and what it tells. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface WireEvents {
  onOpen(): void;
  onText(text: string): void;
  onClose(code: number): void;
}

/** All that the connection needs of the world. */
export interface Ports {
  /** @throws Problem as REST answers */
  ticket(): Promise<string>;
  open(events: WireEvents): Wire;
  /** Calls `work` in `ms`; returns what takes that back. */
  later(ms: number, work: () => void): () => void;
  now(): number;
  random(): number;
}

/**
 * `connecting` for the first time or again, `joined`, `waiting` to try again; `refused` to guests, or `uninvited` to those who have no
 * link that is valid; `nickname` refused, until {@link Connection.restart}; `missing` for ever.
 */
export type Phase = 'connecting' | 'joined' | 'waiting' | 'refused' | 'uninvited' | 'nickname' | 'missing';

export interface ConnectionEvents {
  onPhase(phase: Phase): void;
  onFrame(frame: ServerFrame): void;
  /** What was sent last is what the socket was closed for. */
  onFault(): void;
  /** The newest message that is known, which the server goes on after; null for none. */
  after(): string | null;
}

/**
 * Keeps one room's socket: a ticket, a join, pings, and all of it again after a close. Each attempt has a number, and what belongs to
 * an attempt that is over is not heard.
 */
export class Connection {
  phase: Phase = 'connecting';
  private attempt = 0;
  private failures = 0;
  private joinedAt = 0;
  private wire: Wire | null = null;
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly ports: Ports,
    private readonly events: ConnectionEvents,
  ) {}

  start(): void {
    this.drop();
    this.enter('connecting');
    const attempt = this.attempt;
    this.timer(JOIN_WITHIN_MS, () => this.onClose(1006));
    this.ports.ticket().then(
      (ticket) => {
        if (attempt === this.attempt) {
          this.open(attempt, ticket);
        }
      },
      (error: unknown) => {
        if (attempt === this.attempt) {
          this.onNoTicket(error instanceof ApiError ? error.status : 0, error instanceof Problem ? error.code : '');
        }
      },
    );
  }

  /** With another name, or because who asks knows that it is time. */
  restart(): void {
    this.failures = 0;
    this.start();
  }

  /** After a sleep or another network: whether the socket is still there is found out soon, and nobody waits where there is none. */
  check(): void {
    if (this.phase === 'joined') {
      this.ping(PONG_SOON_MS);
    } else if (this.phase === 'waiting') {
      this.restart();
    }
  }

  close(): void {
    this.drop();
  }

  /** Whether it went out; only what is joined sends. */
  send(frame: ClientFrame): boolean {
    if (this.phase !== 'joined' || !this.wire) {
      return false;
    }
    this.wire.send(JSON.stringify(frame));
    return true;
  }

  private open(attempt: number, ticket: string): void {
    const mine = (work: () => void): void => {
      if (attempt === this.attempt) {
        work();
      }
    };
    this.wire = this.ports.open({
      onOpen: () =>
        mine(() => {
          const after = this.events.after();
          this.wire?.send(JSON.stringify({ type: 'join', ticket, ...(after === null ? {} : { after }) } satisfies ClientFrame));
        }),
      onText: (text) => mine(() => this.onText(text)),
      onClose: (code) => mine(() => this.onClose(code)),
    });
  }

  private onText(text: string): void {
    const frame = readFrame(text);
    if (!frame) {
      return;
    }
    if (frame.type === 'joined') {
      this.joinedAt = this.ports.now();
      this.enter('joined');
    }
    if (this.phase === 'joined') {
      this.timer(PING_EVERY_MS, () => this.ping(PONG_WITHIN_MS));
      this.events.onFrame(frame);
    }
  }

  private ping(within: number): void {
    this.send({ type: 'ping' });
    this.timer(within, () => this.onClose(1006));
  }

  private onClose(code: number): void {
    if (this.phase === 'joined' && this.ports.now() - this.joinedAt >= STEADY_MS) {
      this.failures = 0;
    }
    this.drop();
    if (isFaultOfFrame(code)) {
      this.events.onFault();
    }
    this.wait('waiting', reopenDelay(code, this.failures, this.ports.random));
  }

  private onNoTicket(status: number, code: string): void {
    this.drop();
    if (status === 404) {
      // Who has just created the stream may be here before the room's rules are.
      this.wait('missing', this.failures < NEW_FOR ? reopenDelay(1006, this.failures, this.ports.random) : REFUSED_RETRY_MS);
    } else if (status === 400) {
      this.enter('nickname');
    } else if (UNINVITED.includes(code)) {
      this.wait('uninvited', REFUSED_RETRY_MS);
    } else if (status === 401) {
      this.wait('refused', REFUSED_RETRY_MS);
    } else {
      this.wait('waiting', reopenDelay(1006, this.failures, this.ports.random));
    }
  }

  private wait(phase: Phase, ms: number): void {
    this.failures++;
    this.enter(phase);
    this.timer(ms, () => this.start());
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.events.onPhase(phase);
  }

  private timer(ms: number, work: () => void): void {
    this.cancelTimer();
    this.cancelTimer = this.ports.later(ms, work);
  }

  /** Ends the attempt, whatever it has come to. A dead network would let a close event wait for a minute: nobody listens to it. */
  private drop(): void {
    this.attempt++;
    this.cancelTimer();
    this.wire?.close();
    this.wire = null;
  }
}
