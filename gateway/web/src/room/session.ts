import { Connection, type Phase, type Ports } from './connection';
import { compareIds, type Message, type Poll, type Refusal, type RoomUser, type Rules, type SentMessage, type ServerFrame } from './frames';
import { Speaker, type SpeakerEvents } from './speaker';
import { Timeline, TIMELINE_LIMIT } from './timeline';

/** What somebody new is shown at least, if there is that much. */
const SHOWN = 100;
const PAGE = 200;

/** What happens in a room. */
export interface SessionEvents extends SpeakerEvents {
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
  private readonly speaker: Speaker;
  private vote: { readonly pollId: string; readonly option: number } | null = null;
  private joins = 0;

  constructor(
    ports: Ports,
    private readonly before: Before,
    private readonly events: SessionEvents,
  ) {
    this.connection = new Connection(ports, {
      onPhase: (phase) => events.onPhase(phase),
      onFrame: (frame) => this.on(frame),
      onFault: () => this.speaker.stop(),
      after: () => this.timeline.last,
    });
    this.speaker = new Speaker((message) => this.connection.send(message), () => ports.now(), events);
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
    return this.speaker.say(message);
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
        this.speaker.settle(frame.clientId);
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
    this.speaker.heard(messages, this.me?.id ?? null);
    const { added, gone } = this.timeline.add(messages);
    if (added.length > 0 || gone.length > 0) {
      this.events.onMessages(added, gone, live);
    }
  }

  private forget(id: string): void {
    this.timeline.remove(id);
    this.events.onDeleted(id);
  }

  private sendAgain(): void {
    this.speaker.again();
    if (this.vote) {
      this.connection.send({ type: 'vote', ...this.vote });
    }
  }

  private refused(refusal: Refusal): void {
    if (refusal.clientId !== null || refusal.pollId === null) {
      this.speaker.refused(refusal);
      return;
    }
    if (this.vote?.pollId === refusal.pollId) {
      this.vote = null;
    }
    this.events.onVoteRefused(refusal.pollId, refusal.code, refusal.option);
  }
}
