import { compareIds, type Message } from './frames';

/** Messages that are kept and shown; older ones make room. */
export const TIMELINE_LIMIT = 300;
/** Deletions that are remembered, since REST may answer with what was taken away a moment ago. */
const MAX_DELETED = 500;

/** The newest messages of a room in the room's order, each once, wherever it comes from. */
export class Timeline {
  private messages: Message[] = [];
  private readonly deleted = new Set<string>();
  private newest: string | null = null;

  /** The newest id ever seen, although its message may be gone. */
  get last(): string | null {
    return this.newest;
  }

  get all(): readonly Message[] {
    return this.messages;
  }

  /** Takes in what is new of these, and says what that was and what had to go for it. */
  add(messages: readonly Message[]): { added: Message[]; gone: Message[] } {
    const added: Message[] = [];
    for (const message of messages) {
      if (this.newest === null || compareIds(message.id, this.newest) > 0) {
        this.newest = message.id;
      }
      if (!this.deleted.has(message.id) && this.insert(message)) {
        added.push(message);
      }
    }
    const gone = this.messages.splice(0, Math.max(0, this.messages.length - TIMELINE_LIMIT));
    const shown = new Set(gone);
    return {
      added: added.filter((message) => !shown.delete(message)).sort((a, b) => compareIds(a.id, b.id)),
      gone: [...shown],
    };
  }

  /** Takes a message away, for good. */
  remove(id: string): boolean {
    this.deleted.add(id);
    for (const oldest of this.deleted) {
      if (this.deleted.size <= MAX_DELETED) {
        break;
      }
      this.deleted.delete(oldest);
    }
    const index = this.messages.findIndex((message) => message.id === id);
    if (index >= 0) {
      this.messages.splice(index, 1);
    }
    return index >= 0;
  }

  /**
   * Those from `from` to `to` that are not among `all` were taken away while nobody told.
   *
   * @param to inclusive
   */
  absent(all: readonly Message[], from: string, to: string): string[] {
    const there = new Set(all.map((message) => message.id));
    return this.messages
      .filter(({ id }) => compareIds(id, from) >= 0 && compareIds(id, to) <= 0 && !there.has(id))
      .map(({ id }) => id);
  }

  private insert(message: Message): boolean {
    let index = this.messages.length;
    while (index > 0 && compareIds((this.messages[index - 1] as Message).id, message.id) > 0) {
      index--;
    }
    if (this.messages[index - 1]?.id === message.id) {
      return false;
    }
    this.messages.splice(index, 0, message);
    return true;
  }
}
