/** Questions to the room: a form for a new one, and all with their votes as they come in. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { type Poll, readPoll } from '../room/frames';
import { chatTexts } from './chat-texts';
import { button } from './dialogs';
import { alertLine, field, select, submitButton, textInput } from './fields';
import { clock, number } from './format';
import { newPoll } from './room-requests';
import { type Page, rest } from './rest';
import { withPoll } from './room';
import { replaceIfChanged } from './table';
import { once, submits, tell } from './work';

const FEWEST_OPTIONS = 2;
const MOST_OPTIONS = 10;
const SHOWN = 20;

export class PollsPanel {
  private polls: readonly Poll[] = [];
  private readonly list = element('div', 'polls');
  private readonly alert = alertLine();
  private readonly options = element('div', 'poll-options');

  constructor(private readonly id: string) {
    byId('room-polls').replaceChildren(this.form(), this.alert, element('h3', '', texts(chatTexts).polls), this.list);
    this.show();
    void this.load();
  }

  on(poll: Poll): void {
    this.polls = withPoll(this.polls, poll).slice(0, SHOWN);
    this.show();
  }

  private async load(): Promise<void> {
    try {
      const page = await rest<Page<unknown>>('GET', `live-streams/${this.id}/polls?limit=${SHOWN}`);
      page.items.map(readPoll).forEach((poll) => this.on(poll));
    } catch (error) {
      tell(this.alert, error);
    }
  }

  private form(): HTMLElement {
    const words = texts(chatTexts);
    const question = textInput(200);
    const lasts = select([['', words.pollByHand], ...Object.entries(words.pollAfter)]);
    const add = button(words.addOption, 'button quiet small');
    const alert = alertLine();
    const form = element(
      'form',
      'stacked',
      field(words.question, question),
      this.options,
      add,
      field(words.pollLasts, lasts),
      alert,
      submitButton(words.ask),
    );
    const details = element('details', 'new-poll', element('summary', '', words.newPoll), form);
    const clear = (): void => {
      question.value = '';
      this.options.replaceChildren();
      this.addOption();
      this.addOption();
    };
    clear();
    add.addEventListener('click', () => this.addOption()?.focus());
    submits(form, alert, async () => {
      const asked = newPoll(question.value, Array.from(this.options.querySelectorAll('input'), ({ value }) => value), lasts.value);
      if (typeof asked === 'string') {
        alert.textContent = words.invalidPoll[asked];
        alert.hidden = false;
        return;
      }
      this.on(readPoll(await rest<unknown>('POST', `live-streams/${this.id}/polls`, asked)));
      clear();
      details.open = false;
      details.querySelector('summary')?.focus();
    });
    return details;
  }

  private addOption(): HTMLInputElement | null {
    if (this.options.children.length >= MOST_OPTIONS) {
      return null;
    }
    const words = texts(chatTexts);
    const input = textInput(100);
    const remove = element('button', 'icon-button', '×');
    remove.type = 'button';
    const label = element('span', '');
    const row = element('div', 'poll-option', element('label', 'field', label, input), remove);
    remove.addEventListener('click', () => {
      if (this.options.children.length > FEWEST_OPTIONS) {
        row.remove();
        this.number();
        this.options.querySelector('input')?.focus();
      }
    });
    this.options.append(row);
    this.number();
    input.setAttribute('aria-label', words.option(this.options.children.length));
    return input;
  }

  private number(): void {
    const words = texts(chatTexts);
    Array.from(this.options.children).forEach((row, index) => {
      (row.querySelector('span') as HTMLElement).textContent = words.option(index + 1);
      row.querySelector('input')?.setAttribute('aria-label', words.option(index + 1));
      const remove = row.querySelector('button');
      remove?.setAttribute('aria-label', words.removeOption(index + 1));
      remove?.toggleAttribute('hidden', this.options.children.length <= FEWEST_OPTIONS);
    });
  }

  private show(): void {
    replaceIfChanged(this.list, this.polls, () =>
      this.polls.length === 0 ? element('p', 'hint', texts(chatTexts).noPolls) : element('div', 'polls', ...this.polls.map((poll) => this.card(poll))),
    );
  }

  private card(poll: Poll): HTMLElement {
    const words = texts(chatTexts);
    const state = element('span', 'badge', poll.status === 'open' ? words.pollOpen : words.pollClosed);
    state.dataset['status'] = poll.status === 'open' ? 'active' : 'ended';
    const ends = poll.status === 'open' && poll.endsAt !== null ? ` · ${words.pollEnds(clock(new Date(poll.endsAt)))}` : '';
    const bars = poll.options.map((option) => {
      const share = poll.votes === 0 ? 0 : option.votes / poll.votes;
      const bar = element('progress', '');
      bar.max = 1;
      bar.value = share;
      bar.setAttribute('aria-label', option.text);
      return element('li', '', element('span', '', option.text), element('span', 'hint', `${number(option.votes)} · ${number(share * 100)} %`), bar);
    });
    const card = element(
      'article',
      'poll',
      element('h4', '', poll.question),
      element('p', 'facts', state, `${words.pollVotes(number(poll.votes), poll.votes)}${ends}`),
      element('ol', 'bars', ...bars),
    );
    if (poll.status === 'open') {
      const close = button(words.closePoll, 'button quiet small');
      close.setAttribute('aria-label', words.closePollOf(poll.question));
      close.addEventListener('click', () => {
        void once(close, this.alert, async () => this.on(readPoll(await rest<unknown>('POST', `live-streams/${this.id}/polls/${poll.id}/close`))));
      });
      card.append(close);
    }
    return card;
  }
}
