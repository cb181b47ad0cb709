import type { Message, Refusal, SentMessage } from './frames';
import { Outbox } from './outbox';

export interface SpeakerEvents {
  /** What is sent, and not heard back yet. */
  onPending(message: SentMessage): void;
  /** Heard back, or given up. */
  onSettled(clientId: string): void;
  /** @param message what was not taken, where that is known */
  onRefused(refusal: Refusal, message: SentMessage | null): void;
}

/** Says things to a room, again after each reconnect, until they are heard back; what was not taken is given back. */
export class Speaker {
  private readonly outbox = new Outbox();

  /** @param send what has no socket is lost there, and said with the next one */
  constructor(
    private readonly send: (message: SentMessage) => void,
    private readonly now: () => number,
    private readonly events: SpeakerEvents,
  ) {}

  /** False if too much waits already. */
  say(message: SentMessage): boolean {
    if (!this.outbox.add(message, this.now())) {
      return false;
    }
    this.events.onPending(message);
    this.send(message);
    return true;
  }

  /** What was said in the room, by `me` perhaps. */
  heard(messages: readonly Message[], me: string | null): void {
    for (const message of messages) {
      if (message.user.id === me) {
        this.settle(message.clientId);
      }
    }
  }

  settle(clientId: string): void {
    if (this.outbox.settle(clientId)) {
      this.events.onSettled(clientId);
    }
  }

  refused(refusal: Refusal): void {
    if (refusal.clientId === null) {
      this.events.onRefused(refusal, null);
    } else {
      const message = this.outbox.settle(refusal.clientId);
      this.events.onSettled(refusal.clientId);
      this.events.onRefused(refusal, message);
    }
  }

  /** There is another socket. */
  again(): void {
    const { send, late } = this.outbox.again(this.now());
    this.giveUp(late);
    send.forEach((message) => this.send(message));
  }

  /** Something of it is what the socket was closed for. */
  stop(): void {
    this.giveUp(this.outbox.clear());
  }

  private giveUp(messages: readonly SentMessage[]): void {
    for (const message of messages) {
      this.events.onSettled(message.clientId);
      this.events.onRefused({ code: 'unavailable', message: '', clientId: message.clientId, pollId: null, retryAfter: null, until: null, option: null }, message);
    }
  }
}
