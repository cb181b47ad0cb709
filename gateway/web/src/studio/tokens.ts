/** Links with which one may watch a signed stream. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { watchLink } from '../watch/admission';
import { copies } from './copy';
import { button, confirmed } from './dialogs';
import { alertLine, field, select, submitButton, textInput } from './fields';
import { dateTime } from './format';
import type { PlaybackToken } from './model';
import { rest } from './rest';
import { table } from './table';
import { studioTexts } from './texts';
import { once, submits } from './work';

const MINUTE = 60;
const HOUR = 3_600;
const MOST_SHOWN = 50;

interface Given {
  readonly token: PlaybackToken;
  readonly viewer: string;
  revoked: boolean;
}

/** The API does not list tokens, so those are shown that were made here. */
export class Tokens {
  private given: Given[] = [];
  private readonly list = element('div', 'table-frame');
  private readonly alert = alertLine();

  constructor(private readonly id: string) {
    const words = texts(studioTexts);
    const viewer = textInput(64);
    viewer.pattern = '[A-Za-z0-9._\\-]{1,64}';
    viewer.placeholder = 'a–z 0–9 . _ -';
    const lasts = select([
      [String(5 * MINUTE), words.tokenMinutes(5)],
      [String(HOUR), words.tokenHours(1)],
      [String(6 * HOUR), words.tokenHours(6)],
      [String(24 * HOUR), words.tokenHours(24)],
    ]);
    lasts.value = String(HOUR);
    const revokeAll = button(words.tokenRevokeAll, 'button quiet danger-text');
    const form = element(
      'form',
      'row-form',
      field(words.tokenViewer, viewer),
      field(words.tokenLasts, lasts),
      submitButton(words.tokenCreate),
      revokeAll,
    );
    byId('tokens').append(element('p', 'hint', words.tokensText), form, this.alert, this.list);
    submits(form, this.alert, async () => {
      const asked = viewer.value.trim();
      const token = await rest<PlaybackToken>('POST', `live-streams/${this.id}/playback-tokens`, {
        expiresIn: Number(lasts.value),
        ...(asked ? { viewerId: asked } : {}),
      });
      this.given = [{ token, viewer: asked, revoked: false }, ...this.given].slice(0, MOST_SHOWN);
      viewer.value = '';
      this.show();
    });
    revokeAll.addEventListener('click', () =>
      confirmed({ title: words.tokenRevokeAllTitle, text: words.tokenRevokeAllText, action: words.tokenRevokeAll }, async () => {
        await rest('DELETE', `live-streams/${this.id}/playback-tokens`);
        this.given.forEach((one) => (one.revoked = true));
        this.show();
      }),
    );
  }

  private show(): void {
    const words = texts(studioTexts);
    const rows = this.given.map((one) => {
      const name = one.viewer || words.tokenNobody;
      if (one.revoked) {
        return [name, '', dateTime(one.token.expiresAt), words.tokenRevoked];
      }
      // A link is a secret for as long as it lasts.
      const link = watchLink(this.id, one.token.token);
      const shown = element('code', 'url', link.replace(one.token.token, '•••'));
      const copy = button(words.tokenCopyWatch, 'button quiet small');
      copies(copy, shown, () => link);
      const copyHls = button(words.tokenCopyHls, 'button quiet small');
      copies(copyHls, shown, () => one.token.hlsUrl);
      const revoke = button(words.tokenRevoke, 'button quiet small');
      revoke.setAttribute('aria-label', words.tokenRevokeFor(name));
      revoke.addEventListener('click', () => {
        void once(revoke, this.alert, async () => {
          await rest('DELETE', `live-streams/${this.id}/playback-tokens/${one.token.tokenId}`);
          one.revoked = true;
          this.show();
        });
      });
      return [name, element('div', 'link-cell', shown, copy, copyHls), dateTime(one.token.expiresAt), revoke];
    });
    this.list.replaceChildren(table(words.tokensHere, [words.tokenViewer, words.tokenLink, words.tokenUntil, words.tokenRevoke], rows, ''));
  }
}
