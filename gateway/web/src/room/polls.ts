import { element, setText } from '../dom';
import { keeper } from '../storage';
import type { Poll } from './frames';
import { button, newId } from './parts';
import type { Playhead } from './room';
import { refusalText, type Texts } from './texts';

/** The results of a poll are news for so long. */
const RESULT_MS = 60_000;
const MAX_SHOWN = 4;
const MAX_COMING = 20;
/** A picture that comes within so long is as good as there. */
const NEAR_MS = 500;
/** Screen readers have long taken it up by then. */
const SAID_MS = 10_000;
const MAX_REMEMBERED = 50;
const STORED = 'hw-votes';

export interface PollEvents {
  /** False while another vote is on its way. */
  onVote(pollId: string, option: number): boolean;
  onClose(pollId: string): void;
}

/** What this browser voted for, so that a reload knows it. */
export class Ballot {
  private readonly votes: Map<string, number>;

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {
    let stored: unknown = null;
    try {
      stored = JSON.parse(storage.getItem(STORED) ?? '[]');
    } catch {
      // Nothing that was stored here.
    }
    const pairs = (Array.isArray(stored) ? stored : []) as [string, number][];
    this.votes = new Map(pairs.filter((pair) => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'number'));
  }

  of(pollId: string): number | null {
    return this.votes.get(pollId) ?? null;
  }

  cast(pollId: string, option: number): void {
    this.votes.set(pollId, option);
    try {
      this.storage.setItem(STORED, JSON.stringify([...this.votes].slice(-MAX_REMEMBERED)));
    } catch {
      // It holds until the page is left.
    }
  }
}

/** What most voted for; several where they are even, none where nobody voted. */
function winners({ options }: Poll): Poll['options'] {
  const most = Math.max(...options.map(({ votes }) => votes));
  return options.filter(({ votes }) => votes === most && votes > 0);
}

/** Minutes and seconds. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function share(votes: number, of: Poll): number {
  return of.votes === 0 ? 0 : votes / of.votes;
}

function percent(votes: number, of: Poll): number {
  return Math.round(100 * share(votes, of));
}

interface Row {
  readonly radio: HTMLInputElement;
  readonly bar: HTMLElement;
  readonly share: HTMLElement;
}

interface Card {
  readonly element: HTMLElement;
  readonly rows: readonly Row[];
  readonly facts: HTMLElement;
  readonly problem: HTMLElement;
  readonly vote: HTMLButtonElement;
  readonly close: HTMLButtonElement;
  readonly dismiss: HTMLButtonElement;
  poll: Poll;
}

/** The polls that are open, how they stand, and for a while how they ended: as they were with the picture the viewer sees. */
export class Polls {
  readonly element = element('div', 'room-polls');
  private readonly cards = new Map<string, Card>();
  /** Those that open or close at a picture the viewer has not reached. */
  private readonly coming = new Map<string, Poll>();
  private readonly dismissed = new Set<string>();
  /** What screen readers read out: one line for each poll that opens or closes. */
  private readonly spoken = element('div', 'visually-hidden');
  private readonly said = new Map<string, Poll['status']>();
  private readonly ballot = new Ballot(keeper);
  private moderates = false;

  /** @param now the server's clock, ms since the epoch */
  constructor(
    private readonly texts: Texts,
    private readonly now: () => number,
    private readonly playhead: Pick<Playhead, 'now'>,
    private readonly events: PollEvents,
  ) {
    this.spoken.setAttribute('aria-live', 'polite');
    this.element.append(this.spoken);
    setInterval(() => {
      [...this.coming.values()].filter((poll) => this.isReached(poll)).forEach((poll) => this.showNow(poll));
      this.cards.forEach((card) => this.update(card));
    }, 1_000);
  }

  setModerates(moderates: boolean): void {
    this.moderates = moderates;
    this.cards.forEach((card) => this.update(card));
  }

  show(poll: Poll): void {
    if (this.isReached(poll)) {
      this.showNow(poll);
      return;
    }
    this.coming.set(poll.id, poll);
    [...this.coming.keys()].slice(0, -MAX_COMING).forEach((id) => this.coming.delete(id));
  }

  private isReached(poll: Poll): boolean {
    const at = this.playhead.now();
    const from = poll.status === 'open' ? poll.mediaTime : poll.mediaClosedAt;
    return at === null || from === null || at >= from - NEAR_MS;
  }

  private isOld(poll: Poll): boolean {
    const at = this.playhead.now();
    const since = at === null || poll.mediaClosedAt === null ? this.now() - (poll.closedAt ?? Infinity) : at - poll.mediaClosedAt;
    return since > RESULT_MS;
  }

  private showNow(poll: Poll): void {
    this.coming.delete(poll.id);
    const old = this.isOld(poll);
    let card = this.cards.get(poll.id);
    if (this.dismissed.has(poll.id) || (!card && old)) {
      return;
    }
    if (!card) {
      card = this.card(poll);
      this.cards.set(poll.id, card);
      this.element.prepend(card.element);
      [...this.cards.keys()].slice(0, -MAX_SHOWN).forEach((id) => this.remove(id));
    }
    card.poll = poll;
    this.update(card);
    this.say(poll);
  }

  voted(pollId: string, option: number): void {
    this.ballot.cast(pollId, option);
    const card = this.cards.get(pollId);
    if (card) {
      setText(card.problem, '');
      this.update(card);
    }
  }

  refused(pollId: string, code: string, option: number | null): void {
    if (option !== null) {
      this.ballot.cast(pollId, option);
    }
    const closed = this.coming.get(pollId);
    if (closed) {
      this.showNow(closed);
    }
    const card = this.cards.get(pollId);
    if (card) {
      setText(card.problem, refusalText(this.texts, code));
      card.vote.disabled = false;
      this.update(card);
    }
  }

  /** Once as it is: not at every vote, nor after a reconnect. */
  private say(poll: Poll): void {
    const { id, status } = poll;
    const before = this.said.get(id);
    if (before !== status && before !== 'closed') {
      this.said.set(id, status);
      const line = element('p', '', status === 'open' ? this.texts.pollOpened(poll.question) : this.texts.pollEnded(poll.question, this.result(poll)));
      this.spoken.append(line);
      setTimeout(() => line.remove(), SAID_MS);
    }
  }

  private result(poll: Poll): string {
    const won = winners(poll);
    return won[0] ? this.texts.pollWon(won.map(({ text }) => text), percent(won[0].votes, poll)) : this.texts.pollWithoutVotes;
  }

  private remove(id: string): void {
    this.cards.get(id)?.element.remove();
    this.cards.delete(id);
  }

  private card(poll: Poll): Card {
    const name = newId();
    const rows = poll.options.map(({ text }) => {
      const radio = element('input');
      radio.type = 'radio';
      radio.name = name;
      const bar = element('span', 'poll-bar');
      const share = element('span', 'poll-share');
      return { radio, bar, share, line: element('label', 'poll-option', bar, radio, element('bdi', '', text), share) };
    });
    const facts = element('p', 'poll-facts');
    const problem = element('p', 'room-problem');
    problem.setAttribute('role', 'alert');
    const vote = element('button', 'button poll-vote', this.texts.vote);
    vote.type = 'submit';
    const close = button('quiet-button', this.texts.closePoll, () => this.events.onClose(poll.id));
    const dismiss = button('quiet-button', this.texts.dismiss, () => {
      this.dismissed.add(poll.id);
      this.remove(poll.id);
    });
    const question = element('legend', '', element('bdi', '', poll.question));
    const form = element(
      'form',
      'poll',
      element('fieldset', '', question, ...rows.map(({ line }) => line)),
      problem,
      element('div', 'poll-foot', facts, vote, close, dismiss),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const option = rows.findIndex(({ radio }) => radio.checked);
      if (option >= 0) {
        vote.disabled = this.events.onVote(poll.id, option);
      }
    });
    form.addEventListener('change', () => {
      vote.disabled = false;
    });
    vote.disabled = true;
    return { element: form, rows, facts, problem, vote, close, dismiss, poll };
  }

  private update(card: Card): void {
    const { poll, rows } = card;
    const open = poll.status === 'open';
    const mine = this.ballot.of(poll.id);
    const won = open ? [] : winners(poll);
    poll.options.forEach((option, index) => {
      const { votes } = option;
      const row = rows[index];
      if (row) {
        row.bar.style.setProperty('--share', `${100 * share(votes, poll)}%`);
        row.bar.classList.toggle('won', won.includes(option));
        setText(row.share, `${percent(votes, poll)} %${mine === index ? ' ✓' : ''}`);
        row.share.title = `${this.texts.votes(votes)}${mine === index ? `, ${this.texts.yourVote}` : ''}`;
        row.radio.disabled = !open || mine !== null;
        if (mine === index) {
          row.radio.checked = true;
        }
      }
    });
    const ends = open && poll.endsAt !== null ? this.texts.endsIn(countdown(poll.endsAt - this.now())) : '';
    setText(card.facts, [this.texts.votes(poll.votes), open ? ends : this.texts.closed].filter(Boolean).join(' · '));
    card.vote.hidden = !open || mine !== null;
    card.close.hidden = !open || !this.moderates;
    card.dismiss.hidden = open;
    card.element.dataset['status'] = poll.status;
    if (this.isOld(poll)) {
      this.remove(poll.id);
    }
  }
}
