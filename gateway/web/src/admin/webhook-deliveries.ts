/** What a webhook was told lately. */

import { element } from '../dom';
import { texts } from '../language';
import { button, openDialog } from '../studio/dialogs';
import { alertLine } from '../studio/fields';
import { dateTime, number } from '../studio/format';
import { type Page, rest, withQuery } from '../studio/rest';
import { table } from '../studio/table';
import { once, tell } from '../studio/work';
import { adminTexts } from './texts';

export interface Delivery {
  readonly id: number;
  readonly event: string;
  readonly streamId: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly statusCode?: number;
  readonly error?: string;
  readonly createdAt: string;
  readonly attemptedAt?: string;
}

const SHOWN = 50;

/** The status code, or why there is none. */
export function answerText({ statusCode, error }: Pick<Delivery, 'statusCode' | 'error'>): string {
  return statusCode === undefined ? (error ?? '') : String(statusCode);
}

export function openDeliveries(webhook: { readonly id: string; readonly url: string }): void {
  const words = texts(adminTexts);
  const alert = alertLine();
  const list = element('div', 'table-frame wide-table');
  list.tabIndex = 0;
  list.setAttribute('role', 'group');
  list.setAttribute('aria-label', words.webhookDeliveries);
  const close = button(words.close, 'button quiet');
  const refresh = async (): Promise<void> => {
    try {
      const page = await rest<Page<Delivery>>('GET', withQuery(`webhooks/${webhook.id}/deliveries`, { limit: SHOWN }));
      list.replaceChildren(deliveryTable(page.items, again));
      tell(alert, null);
    } catch (error) {
      tell(alert, error);
    }
  };
  const again = (delivery: Delivery, pressed: HTMLElement): void => {
    void once(pressed, alert, async () => {
      await rest('POST', `webhooks/${webhook.id}/deliveries/${delivery.id}/redeliver`);
      await refresh();
    });
  };
  const dialog = openDialog(words.webhookDeliveriesOf(webhook.url), list, alert, element('p', 'dialog-actions', close));
  dialog.classList.add('spec-dialog');
  close.addEventListener('click', () => dialog.close());
  close.focus();
  void refresh();
}

export function deliveryTable(deliveries: readonly Delivery[], again: (delivery: Delivery, pressed: HTMLElement) => void): Node {
  const words = texts(adminTexts);
  return table(
    words.webhookDeliveries,
    [words.webhookEvents, words.deliveryStream, words.status, words.deliveryAnswer, words.deliveryAttempts, words.deliveryTime, words.webhookActions],
    deliveries.map((delivery) => {
      const event = words.webhookEventNames[delivery.event] ?? delivery.event;
      const redeliver = button(words.redeliver, 'button quiet small');
      redeliver.setAttribute('aria-label', words.redeliverOf(event));
      redeliver.addEventListener('click', () => again(delivery, redeliver));
      return [
        event,
        element('code', '', delivery.streamId),
        words.deliveryStatuses[delivery.status] ?? delivery.status,
        answerText(delivery),
        number(delivery.attempts),
        dateTime(delivery.attemptedAt ?? delivery.createdAt),
        delivery.status === 'pending' ? '' : redeliver,
      ];
    }),
    words.noDeliveries,
  );
}
