import { Connection, type Phase, type Ports } from './connection';
import { compareIds, type Message, type Poll, type Refusal, type RoomUser, type Rules, type SentMessage, type ServerFrame } from './frames';
import { Outbox } from './outbox';
import { Timeline, TIMELINE_LIMIT } from './timeline';

/** What somebody new is shown at least, if there is that much. */
const SHOWN = 100;
const PAGE = 200;

/** What happens in a room. */
export interface SessionEvents {
  onPhase(phase: Phase): void;
  onMe(user: RoomUser): void;
  onRules(rules: Rules): void;
  /** What was said before this moment may not all have been heard. */
  onGap(): void;
  /**
   * @param live said just now, not from before
   * @param gone messages that made room
   */
  onMessages(added: readonly Message[], gone: readonly Message[], live: boolean): void;
  onDeleted(id: string): void;
  /** What is sent, and not heard back yet. */
  onPending(message: SentMessage): void;
  /** Heard back, or given up. */
  onSettled(clientId: string): void;
  /** @param message what was not taken, where that is known */
  onRefused(refusal: Refusal, message: SentMessage | null): void;
  onReactions(counts: ReadonlyMap<string, number>): void;
  onViewers(count: number): void;
  onStatus(status: string): void;
  onPoll(poll: Poll): void;
  onVoted(pollId: string, option: number): void;
  /** @param option the vote that counts, where there is one */
  onVoteRefused(pollId: string, code: string, option: number | null): void;
}

/** REST's older messages, oldest first. */
export type Before = (id: string | null, limit: number) => Promise<Message[]>;

/** One visit to a room, over as many sockets as it takes: nothing is missing, nothing is there twice, nothing is sent twice. */
export class Session {
  readonly timeline = new Timeline();
  me: RoomUser | null = null;
  private readonly connection: Connection;
  private readonly outbox = new Outbox();
  private vote: { readonly pollId: string; readonly option: number } | null = null;
  private joins = 0;

  constructor(
    private readonly ports: Ports,
    private readonly before: Before,
    private readonly events: SessionEvents,
  ) {
    this.connection = new Connection(ports, {
      onPhase: (phase) => events.onPhase(phase),
      onFrame: (frame) => this.on(frame),
      onFault: () => this.giveUp(this.outbox.clear()),
      after: () => this.timeline.last,
    });
  }

  start(): void {
    this.connection.start();
  }

  restart(): void {
    this.connection.restart();
  }

  check(): void {
    this.connection.check();
  }

  close(): void {
    this.connection.close();
  }

  /** False if too much waits already. What is said without a socket goes out with the next one. */
  say(message: SentMessage): boolean {
    if (!this.outbox.add(message, this.ports.now())) {
      return false;
    }
    this.events.onPending(message);
    this.connection.send(message);
    return true;
  }

  /** False while another vote waits for its answer. */
  cast(pollId: string, option: number): boolean {
    if (this.vote) {
      return false;
    }
    this.vote = { pollId, option };
    this.connection.send({ type: 'vote', pollId, option });
    return true;
  }

  feel(emoji: string): boolean {
    return this.connection.send({ type: 'reaction', emoji });
  }

  private on(frame: ServerFrame): void {
    switch (frame.type) {
      case 'joined':
        void this.joined(frame);
        break;
      case 'rules':
        this.events.onRules(frame.rules);
        break;
      case 'message':
        this.take([frame.message], true);
        break;
      case 'sent':
        this.settle(frame.clientId);
        break;
      case 'deleted':
        this.forget(frame.id);
        break;
      case 'reactions':
        this.events.onReactions(frame.counts);
        break;
      case 'viewers':
        this.events.onViewers(frame.count);
        break;
      case 'stream':
        this.events.onStatus(frame.status);
        break;
      case 'poll':
        this.events.onPoll(frame.poll);
        break;
      case 'voted':
        this.vote = null;
        this.events.onVoted(frame.pollId, frame.option);
        break;
      case 'error':
        this.refused(frame.refusal);
        break;
      case 'pong':
        break;
    }
  }

  private async joined({ user, history, complete, rules }: ServerFrame & { type: 'joined' }): Promise<void> {
    const join = ++this.joins;
    const last = this.timeline.last;
    this.me = user;
    this.events.onMe(user);
    this.events.onRules(rules);
    if (last === null || !complete) {
      this.events.onGap();
    }
    this.take(history, false);
    const first = history[0]?.id ?? null;
    if (!complete) {
      await this.refill(first, last, TIMELINE_LIMIT).catch(() => undefined);
    } else if (last === null && history.length < SHOWN) {
      void this.refill(first, null, SHOWN).catch(() => undefined);
    }
    if (join === this.joins) {
      this.sendAgain();
    }
  }

  /**
   * What was said before `first`, back to as much as is shown: of a longer gap nothing else would stay. What of it is here up to
   * `last` and not there was taken away meanwhile.
   */
  private async refill(first: string | null, last: string | null, most: number): Promise<void> {
    const all: Message[] = [];
    let before = first;
    for (let left = most; left > 0; ) {
      const page = await this.before(before, Math.min(left, PAGE));
      all.unshift(...page);
      this.take(page, false);
      left -= PAGE;
      before = page[0]?.id ?? null;
      if (before === null) {
        break;
      }
    }
    const oldest = all[0]?.id;
    if (last !== null && oldest !== undefined && compareIds(oldest, last) <= 0) {
      this.timeline.absent(all, oldest, last).forEach((id) => this.forget(id));
    }
  }

  private take(messages: readonly Message[], live: boolean): void {
    for (const message of messages) {
      if (message.user.id === this.me?.id) {
        this.settle(message.clientId);
      }
    }
    const { added, gone } = this.timeline.add(messages);
    if (added.length > 0 || gone.length > 0) {
      this.events.onMessages(added, gone, live);
    }
  }

  private forget(id: string): void {
    this.timeline.remove(id);
    this.events.onDeleted(id);
  }

  private settle(clientId: string): void {
    if (this.outbox.settle(clientId)) {
      this.events.onSettled(clientId);
    }
  }

  private sendAgain(): void {
    const { send, late } = this.outbox.again(this.ports.now());
    this.giveUp(late);
    send.forEach((message) => this.connection.send(message));
    if (this.vote) {
      this.connection.send({ type: 'vote', ...this.vote });
    }
  }

  private giveUp(messages: readonly SentMessage[]): void {
    for (const message of messages) {
      this.events.onSettled(message.clientId);
      this.events.onRefused({ code: 'unavailable', message: '', clientId: message.clientId, pollId: null, retryAfter: null, until: null, option: null }, message);
    }
  }

  private refused(refusal: Refusal): void {
    if (refusal.clientId !== null) {
      const message = this.outbox.settle(refusal.clientId);
      this.events.onSettled(refusal.clientId);
      this.events.onRefused(refusal, message);
    } else if (refusal.pollId !== null) {
      if (this.vote?.pollId === refusal.pollId) {
        this.vote = null;
      }
      this.events.onVoteRefused(refusal.pollId, refusal.code, refusal.option);
    } else {
      this.events.onRefused(refusal, null);
    }
  }
}
