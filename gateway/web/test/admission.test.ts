import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { admit, mediaPath, refusalOf, statusOf, takeToken, watchLink } from '../src/watch/admission';

const ID = 'a000000000000000';
const TOKEN = 'eyJhbGci.eyJzdWIi.c2ln_-';

let asked: { url: string; init: RequestInit }[];
let answer: Response | Error;

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

describe('the token of a link', () => {
  it('is taken out of the address bar, and the rest of that stays', () => {
    history.replaceState(null, '', `/watch/${ID}?t=2026-01-01T12:00:00Z#token=${TOKEN}`);
    const pages = history.length;
    expect(takeToken()).toBe(TOKEN);
    expect(location.pathname + location.search + location.hash).toBe(`/watch/${ID}?t=2026-01-01T12:00:00Z`);
    expect(history.length).toBe(pages);
    expect(takeToken()).toBeNull();
  });

  it('is not there where the fragment is another', () => {
    history.replaceState(null, '', `/watch/${ID}#main`);
    expect(takeToken()).toBeNull();
    expect(location.hash).toBe('#main');
  });

  it('stands in the fragment of the link that one gives away', () => {
    const link = new URL(watchLink(ID, TOKEN));
    expect(link.pathname + link.search).toBe(`/watch/${ID}`);
    history.replaceState(null, '', link.pathname + link.hash);
    expect(takeToken()).toBe(TOKEN);
  });

  it('stands before the path of media', () => {
    expect(mediaPath(`/live/${ID}/index.m3u8`, TOKEN)).toBe(`/t/${TOKEN}/live/${ID}/index.m3u8`);
    expect(mediaPath(`/live/${ID}/index.m3u8`, null)).toBe(`/live/${ID}/index.m3u8`);
  });
});

describe('admit', () => {
  it('sends the token in the body, and in no URL', async () => {
    answer = new Response(null, { status: 204 });
    expect(await admit(TOKEN)).toBe(true);
    expect(asked).toMatchObject([{ url: '/api/v1/playback-session', init: { method: 'POST', body: JSON.stringify({ token: TOKEN }) } }]);
  });

  it.each(['', 'x', 'a.b', 'a.b.c/../..', `a.b.${'c'.repeat(1_100)}`])('asks nobody about "%s", which can be no token', async (token) => {
    expect(await admit(token)).toBe(false);
    expect(asked).toEqual([]);
  });

  it('knows what the API does not take', async () => {
    answer = Response.json({ code: 'invalid_credentials' }, { status: 401 });
    expect(await admit(TOKEN)).toBe(false);
  });

  it.each([new Response(null, { status: 503 }), new TypeError('refused')])('leaves it to the edges while the API is away', async (away) => {
    answer = away;
    expect(await admit(TOKEN)).toBe(true);
  });
});

describe('an answer to a request for media', () => {
  it.each([
    [401, false, 'link-needed'],
    [401, true, 'link-over'],
    [403, true, 'link-foreign'],
    [403, false, 'link-foreign'],
    [404, true, null],
    [503, true, null],
    [undefined, true, null],
  ] as const)('%s with a link (%s) is %s', (status, hadLink, refusal) => {
    expect(refusalOf(status, hadLink)).toBe(refusal);
  });

  it('is its status, or 0', async () => {
    answer = new Response('no', { status: 401 });
    expect(await statusOf('/live/x')).toBe(401);
    answer = new TypeError('refused');
    expect(await statusOf('/live/x')).toBe(0);
  });
});
