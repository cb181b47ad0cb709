import type { SentMessage } from './frames';

/** Messages that wait for the server's word. */
const MAX_WAITING = 20;
/** The server knows for 15 minutes what was sent twice; later it would be said twice. */
const SENDABLE_MS = 10 * 60_000;

interface Waiting {
  readonly message: SentMessage;
  readonly since: number;
}

/** Messages that were sent and of which nothing was heard yet: after a reconnect they are sent again, under the same clientId. */
export class Outbox {
  private readonly waiting = new Map<string, Waiting>();

  /** False if too many wait already. */
  add(message: SentMessage, now: number): boolean {
    if (this.waiting.size >= MAX_WAITING) {
      return false;
    }
    this.waiting.set(message.clientId, { message, since: now });
    return true;
  }

  /** The server said what became of it; returns it if it waited here. */
  settle(clientId: string): SentMessage | null {
    const found = this.waiting.get(clientId);
    this.waiting.delete(clientId);
    return found?.message ?? null;
  }

  /** What is to be sent again, in the order in which it was written, and what is too old for that and is given up. */
  again(now: number): { send: SentMessage[]; late: SentMessage[] } {
    const all = [...this.waiting.values()];
    const late = all.filter(({ since }) => now - since > SENDABLE_MS).map(({ message }) => message);
    late.forEach(({ clientId }) => this.waiting.delete(clientId));
    return { send: [...this.waiting.values()].map(({ message }) => message), late };
  }

  /** Gives up all of it. */
  clear(): SentMessage[] {
    const all = [...this.waiting.values()].map(({ message }) => message);
    this.waiting.clear();
    return all;
  }
}
