/** Webhooks: everybody's, and new ones of one's own. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { button, confirmed } from '../studio/dialogs';
import { alertLine, field, submitButton, textInput } from '../studio/fields';
import { frameTexts } from '../studio/frame-texts';
import { type Page, rest, withQuery } from '../studio/rest';
import { table } from '../studio/table';
import { once, submits, tell } from '../studio/work';
import { showOnce } from './once';
import { adminTexts } from './texts';
import { openDeliveries } from './webhook-deliveries';

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret?: string;
  readonly owner: string;
  readonly status: 'enabled' | 'disabled';
  readonly disabledReason?: string;
}

/** What the API takes, in its order. */
export const EVENTS = Object.keys(adminTexts.en.webhookEventNames);
const PAGE_SIZE = 50;
const MASKED = '••••••••••••';

/** "all", or what they are called. */
export function eventsText(events: readonly string[]): string {
  const words = texts(adminTexts);
  return EVENTS.every((event) => events.includes(event))
    ? words.webhookAllEvents
    : events.map((event) => words.webhookEventNames[event] ?? event).join(', ');
}

export function showWebhooks(): void {
  const words = texts(adminTexts);
  const url = textInput(2048);
  url.type = 'url';
  url.required = true;
  url.pattern = 'https?://.+';
  const boxes = EVENTS.map((event) => {
    const box = element('input');
    box.type = 'checkbox';
    box.value = event;
    box.checked = true;
    return box;
  });
  const choice = element(
    'fieldset',
    'choices wrap',
    element('legend', '', words.webhookEvents),
    ...boxes.map((box) => element('label', 'check', box, ` ${words.webhookEventNames[box.value] ?? box.value}`)),
  );
  const alert = alertLine();
  const secret = element('div', 'once');
  secret.hidden = true;
  const form = element(
    'form',
    'stacked',
    field(words.webhookUrl, url, words.webhookUrlHint),
    choice,
    alert,
    submitButton(words.webhookCreate),
  );
  const list = element('div', 'table-frame wide-table');
  list.tabIndex = 0;
  list.setAttribute('role', 'group');
  list.setAttribute('aria-label', words.webhooks);
  const listAlert = alertLine();
  const more = button(texts(frameTexts).showMore, 'button quiet small');
  more.hidden = true;

  let pages = 1;
  const refresh = async (): Promise<void> => {
    try {
      const webhooks: Webhook[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < pages; page++) {
        const answer: Page<Webhook> = await rest('GET', withQuery('webhooks', { limit: PAGE_SIZE, cursor }));
        webhooks.push(...answer.items);
        cursor = answer.nextCursor ?? null;
        if (cursor === null) {
          break;
        }
      }
      more.hidden = cursor === null;
      list.replaceChildren(webhookTable(webhooks, refresh, listAlert));
      tell(listAlert, null);
    } catch (error) {
      tell(listAlert, error);
    }
  };
  more.addEventListener('click', () => {
    pages++;
    void refresh();
  });
  submits(form, alert, async () => {
    const events = boxes.filter((box) => box.checked).map((box) => box.value);
    if (events.length === 0) {
      alert.textContent = words.webhookEventsMissing;
      alert.hidden = false;
      return;
    }
    const made = await rest<Webhook>('POST', 'webhooks', { url: url.value.trim(), events });
    url.value = '';
    showOnce(secret, words.webhookOnce, made.secret ?? '', MASKED);
    await refresh();
  });
  byId('webhooks').replaceChildren(list, listAlert, more, secret, element('h3', '', words.newWebhook), form);
  void refresh();
}

function webhookTable(webhooks: readonly Webhook[], changed: () => Promise<void>, alert: HTMLElement): Node {
  const words = texts(adminTexts);
  return table(
    words.webhooks,
    [words.webhookUrl, words.owner, words.webhookEvents, words.status, words.webhookActions],
    webhooks.map((webhook) => [
      element('code', 'webhook-url', webhook.url),
      webhook.owner,
      eventsText(webhook.events),
      status(webhook),
      actions(webhook, changed, alert),
    ]),
    words.noWebhooks,
  );
}

function status({ status: is, disabledReason }: Webhook): Node {
  const words = texts(adminTexts);
  const badge = element('span', 'badge', words.webhookStatuses[is] ?? is);
  badge.dataset['state'] = is === 'enabled' ? 'up' : 'gone';
  return element('div', '', badge, ...(disabledReason ? [element('small', 'hint', ` ${disabledReason}`)] : []));
}

function actions(webhook: Webhook, changed: () => Promise<void>, alert: HTMLElement): Node {
  const words = texts(adminTexts);
  const deliveries = button(words.webhookDeliveries, 'button quiet small');
  deliveries.setAttribute('aria-label', words.webhookDeliveriesOf(webhook.url));
  deliveries.addEventListener('click', () => openDeliveries(webhook));
  const enable = button(words.webhookEnable, 'button quiet small');
  enable.setAttribute('aria-label', words.webhookEnableOf(webhook.url));
  enable.addEventListener('click', () => {
    void once(enable, alert, async () => {
      await rest('POST', `webhooks/${webhook.id}/enable`);
      await changed();
    });
  });
  const remove = button(words.webhookDelete, 'button quiet small danger-text');
  remove.setAttribute('aria-label', words.webhookDeleteOf(webhook.url));
  remove.addEventListener('click', () =>
    confirmed(
      { title: words.webhookDeleteTitle, text: words.webhookDeleteText(webhook.url), action: words.webhookDelete },
      async () => {
        await rest('DELETE', `webhooks/${webhook.id}`);
        await changed();
      },
    ),
  );
  return element('div', 'link-cell', deliveries, ...(webhook.status === 'disabled' ? [enable] : []), remove);
}
