/** What moderators did. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { chatTexts } from './chat-texts';
import { button } from './dialogs';
import { alertLine } from './fields';
import { dateTime } from './format';
import { frameTexts } from './frame-texts';
import { type Page, rest, withQuery } from './rest';
import { replaceIfChanged, table } from './table';
import { once, tell } from './work';

interface Act {
  readonly id: string;
  readonly at: string;
  readonly username: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: string;
}

const MOST_SHOWN = 500;

export class LogPanel {
  private acts: readonly Act[] = [];
  private cursor: string | null = null;
  private readonly list = element('div', 'table-frame');
  private readonly more = button(texts(frameTexts).showMore, 'button quiet small');
  private readonly alert = alertLine();

  constructor(private readonly id: string) {
    this.more.hidden = true;
    this.more.addEventListener('click', () => void once(this.more, this.alert, () => this.load(this.cursor)));
    byId('room-log').replaceChildren(element('h3', '', texts(chatTexts).log), this.alert, this.list, this.more);
  }

  /** Begins with the newest again. */
  async refresh(): Promise<void> {
    try {
      await this.load(null);
      tell(this.alert, null);
    } catch (error) {
      tell(this.alert, error);
    }
  }

  private async load(cursor: string | null): Promise<void> {
    const page = await rest<Page<Act>>('GET', withQuery(`live-streams/${this.id}/moderation-log`, { limit: 50, cursor }));
    this.acts = cursor === null ? page.items : [...this.acts, ...page.items];
    this.cursor = page.nextCursor ?? null;
    this.more.hidden = this.cursor === null || this.acts.length >= MOST_SHOWN;
    const words = texts(chatTexts);
    replaceIfChanged(this.list, this.acts, () =>
      table(
        words.log,
        [words.actWhen, words.actWho, words.actWhat],
        this.acts.map((act) => [dateTime(act.at), act.username, said(act)]),
        words.noActs,
      ),
    );
  }
}

function said(act: Act): Node {
  const what = texts(chatTexts).acts[act.act] ?? act.act;
  const about = [act.act === 'settings_changed' ? '' : act.subject, act.detail].filter((part) => part !== '').join(', ');
  return element('div', '', what, ...(about ? [element('small', 'hint', ` ${about}`)] : []));
}
