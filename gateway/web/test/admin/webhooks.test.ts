import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { account } from '../../src/account';
import { adminTexts } from '../../src/admin/texts';
import { answerText, type Delivery, deliveryTable } from '../../src/admin/webhook-deliveries';
import { EVENTS, eventsText, showWebhooks } from '../../src/admin/webhooks';

let asked: { method: string; url: string; body: unknown }[];
let there: object[];

beforeEach(() => {
  asked = [];
  there = [];
  localStorage.setItem('hw-refresh-token', 'r');
  localStorage.setItem('hw-language', 'en');
  document.body.innerHTML = '<div id="webhooks"></div>';
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (url === '/api/v1/auth/refresh') {
      return Promise.resolve(Response.json({ accessToken: 'a', refreshToken: 'r', expiresIn: 600 }));
    }
    const method = init.method ?? 'GET';
    const body: unknown = init.body ? JSON.parse(init.body as string) : undefined;
    asked.push({ method, url, body });
    if (method === 'POST') {
      const made = { id: 'w1', owner: 'admin', status: 'enabled', ...(body as object) };
      there = [made];
      return Promise.resolve(Response.json({ ...made, secret: 'whsec_secret' }, { status: 201 }));
    }
    return Promise.resolve(Response.json({ items: there, nextCursor: null }));
  });
});

afterEach(() => {
  account.drop();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

function text(): string {
  return document.body.textContent ?? '';
}

it('creates a webhook of the chosen events and shows its secret once', async () => {
  showWebhooks();
  await vi.waitFor(() => expect(text()).toContain('There are no webhooks.'));
  const url = document.querySelector<HTMLInputElement>('input[type=url]');
  const boxes = [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
  boxes.forEach((box) => (box.checked = box.value === 'live_stream.active'));
  if (url) {
    url.value = 'https://hooks.example.com/a';
  }
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));

  await vi.waitFor(() => expect(text()).toContain('https://hooks.example.com/a'));
  expect(asked.find(({ method }) => method === 'POST')).toEqual({
    method: 'POST',
    url: '/api/v1/webhooks',
    body: { url: 'https://hooks.example.com/a', events: ['live_stream.active'] },
  });
  expect(text()).not.toContain('whsec_secret');
  const buttons = [...document.querySelectorAll('button')];
  buttons.find((one) => one.textContent === 'Show')?.click();
  expect(text()).toContain('whsec_secret');
  buttons.find((one) => one.textContent === 'Done')?.click();
  expect(text()).not.toContain('whsec_secret');
});

it('asks for at least one event', async () => {
  showWebhooks();
  document.querySelectorAll<HTMLInputElement>('input[type=checkbox]').forEach((box) => (box.checked = false));
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitFor(() => expect(text()).toContain('Choose at least one event.'));
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
});

it('says why one is disabled and offers to enable it', async () => {
  there = [
    { id: 'w1', url: 'https://a.example/', events: EVENTS, owner: 'bob', status: 'disabled', disabledReason: 'answered 500' },
    { id: 'w2', url: 'https://b.example/', events: EVENTS, owner: 'bob', status: 'enabled' },
  ];
  showWebhooks();
  await vi.waitFor(() => expect(text()).toContain('answered 500'));
  expect([...document.querySelectorAll('button')].filter((one) => one.textContent === 'Enable')).toHaveLength(1);
});

it('names events, and all of them at once', () => {
  expect(eventsText(['live_stream.active', 'live_stream.other'])).toBe('live, live_stream.other');
  expect(eventsText(EVENTS)).toBe('all');
  expect(Object.keys(adminTexts.zh.webhookEventNames)).toEqual(EVENTS);
});

it('lists deliveries with what was answered; what is pending is not redelivered', () => {
  const delivery: Delivery = {
    id: 7,
    event: 'live_stream.active',
    streamId: 'aaaaaaaaaaaaaaaa',
    status: 'failed',
    attempts: 3,
    statusCode: 503,
    error: 'answered 503',
    createdAt: '2026-01-01T00:00:00Z',
  };
  const pressed: number[] = [];
  const shown = deliveryTable([delivery, { ...delivery, id: 8, status: 'pending' }], ({ id }) => pressed.push(id)) as HTMLElement;
  const cells = [...shown.querySelectorAll('tbody tr:first-child td')].map((cell) => cell.textContent);
  expect(cells.slice(0, 5)).toEqual(['live', 'aaaaaaaaaaaaaaaa', 'Failed', '503', '3']);
  shown.querySelectorAll('button').forEach((one) => one.click());
  expect(pressed).toEqual([7]);
  expect(answerText({ error: 'no answer within 5000 ms' })).toBe('no answer within 5000 ms');
  expect(deliveryTable([], () => undefined).textContent).toBe('Nothing was delivered yet.');
});
