/** API keys: one's own. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { button, confirmed } from '../studio/dialogs';
import { alertLine, field, select, submitButton, textInput } from '../studio/fields';
import { dateTime } from '../studio/format';
import { type Page, rest, withQuery } from '../studio/rest';
import { table } from '../studio/table';
import { submits, tell } from '../studio/work';
import { showOnce } from './once';
import { adminTexts } from './texts';

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly key?: string;
  readonly lastFour: string;
  readonly createdAt: string;
  readonly expiresAt?: string | null;
}

const DAYS_OFFERED = [7, 30, 90, 365];
const DAY_MS = 86_400_000;
/** The API keeps at most 100 a user. */
const MOST = 100;

/** RFC 3339, or null for never. */
export function expiry(days: string, now: number): string | null {
  return days === '' ? null : new Date(now + Number(days) * DAY_MS).toISOString();
}

export function showApiKeys(): void {
  const words = texts(adminTexts);
  const name = textInput(100);
  name.required = true;
  const expires = select([['', words.never], ...DAYS_OFFERED.map((days) => [String(days), words.inDays(days)] as const)]);
  expires.value = '90';
  const alert = alertLine();
  const once = element('div', 'once');
  once.hidden = true;
  const list = element('div', 'table-frame');
  const form = element('form', 'row-form', field(words.keyName, name), field(words.keyExpires, expires), submitButton(words.create));

  const refresh = async (): Promise<void> => {
    try {
      const page = await rest<Page<ApiKey>>('GET', withQuery('api-keys', { limit: MOST }));
      list.replaceChildren(keyTable(page.items, refresh));
    } catch (error) {
      tell(alert, error);
    }
  };
  submits(form, alert, async () => {
    const expiresAt = expiry(expires.value, Date.now());
    const made = await rest<ApiKey>('POST', 'api-keys', { name: name.value.trim(), ...(expiresAt ? { expiresAt } : {}) });
    name.value = '';
    showOnce(once, words.keyOnce, made.key ?? '', `••••••••••••${made.lastFour}`);
    await refresh();
  });
  byId('api-keys').replaceChildren(form, alert, once, list);
  void refresh();
}

function keyTable(keys: readonly ApiKey[], changed: () => Promise<void>): Node {
  const words = texts(adminTexts);
  return table(
    words.apiKeys,
    [words.keyName, words.keyEnds, words.created, words.keyExpires, words.revoke],
    keys.map((key) => {
      const revoke = button(words.revoke, 'button quiet small danger-text');
      revoke.setAttribute('aria-label', words.revokeName(key.name));
      revoke.addEventListener('click', () =>
        confirmed({ title: words.revokeTitle(key.name), text: words.revokeText, action: words.revoke }, async () => {
          await rest('DELETE', `api-keys/${key.id}`);
          await changed();
        }),
      );
      return [key.name, element('code', '', `…${key.lastFour}`), dateTime(key.createdAt), key.expiresAt ? dateTime(key.expiresAt) : words.never, revoke];
    }),
    words.noKeys,
  );
}
