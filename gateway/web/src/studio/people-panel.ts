/** Who may not speak, and who keeps order. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { chatTexts } from './chat-texts';
import { button, confirmed } from './dialogs';
import { alertLine } from './fields';
import { dateTime } from './format';
import { type Page, rest } from './rest';
import { replaceIfChanged, table } from './table';
import { once, tell } from './work';

interface Ban {
  readonly userId: string;
  readonly name: string;
  readonly until?: string | null;
}

interface Moderator {
  readonly userId: string;
  readonly name: string;
}

export class PeoplePanel {
  private readonly bans = element('div', 'table-frame');
  private readonly moderators = element('div', 'table-frame');
  private readonly alert = alertLine();

  constructor(
    private readonly id: string,
    private readonly acted: () => void,
  ) {
    const words = texts(chatTexts);
    byId('room-bans').replaceChildren(this.alert, element('h3', '', words.bans), this.bans, element('h3', '', words.moderators), this.moderators);
  }

  async refresh(): Promise<void> {
    try {
      const [bans, moderators] = await Promise.all([
        rest<Page<Ban>>('GET', `live-streams/${this.id}/bans`),
        rest<Page<Moderator>>('GET', `live-streams/${this.id}/moderators`),
      ]);
      this.showBans(bans.items);
      this.showModerators(moderators.items);
      tell(this.alert, null);
    } catch (error) {
      tell(this.alert, error);
    }
  }

  private showBans(bans: readonly Ban[]): void {
    const words = texts(chatTexts);
    replaceIfChanged(this.bans, bans, () =>
      table(
        words.bans,
        [words.bannedName, words.bannedUntil, words.unban],
        bans.map((ban) => {
          const unban = button(words.unban, 'button quiet small');
          unban.setAttribute('aria-label', words.unbanName(ban.name));
          unban.addEventListener('click', () => {
            void once(unban, this.alert, () => this.act(`bans/${ban.userId}`));
          });
          return [ban.name, ban.until ? dateTime(ban.until) : words.forGood, unban];
        }),
        words.noBans,
      ),
    );
  }

  private showModerators(moderators: readonly Moderator[]): void {
    const words = texts(chatTexts);
    replaceIfChanged(this.moderators, moderators, () =>
      table(
        words.moderators,
        [words.bannedName, words.dismiss],
        moderators.map((moderator) => {
          const dismiss = button(words.dismiss, 'button quiet small');
          dismiss.setAttribute('aria-label', words.dismissName(moderator.name));
          dismiss.addEventListener('click', () =>
            confirmed({ title: words.dismissTitle(moderator.name), text: words.dismissText, action: words.dismiss }, () =>
              this.act(`moderators/${moderator.userId}`),
            ),
          );
          return [moderator.name, dismiss];
        }),
        words.noModerators,
      ),
    );
  }

  private async act(path: string): Promise<void> {
    await rest('DELETE', `live-streams/${this.id}/${path}`);
    this.acted();
  }
}
