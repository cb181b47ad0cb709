import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { account } from '../../src/account';
import { Problem } from '../../src/problem';
import { rest, withQuery } from '../../src/studio/rest';

/** Answers in their order; refreshing always works. */
let answers: (Response | Error)[];
let asked: { url: string; init: RequestInit }[];
let tokens = 0;

beforeEach(() => {
  answers = [];
  asked = [];
  localStorage.setItem('hw-refresh-token', 'r');
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (url === '/api/v1/auth/refresh') {
      tokens++;
      return Promise.resolve(Response.json({ accessToken: `a${tokens}`, refreshToken: `r${tokens}`, expiresIn: 600 }));
    }
    asked.push({ url, init });
    const answer = answers.shift();
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
  });
});

afterEach(() => {
  account.drop();
  vi.unstubAllGlobals();
});

function unauthenticated(): Response {
  return Response.json({ code: 'unauthenticated', detail: 'who are you' }, { status: 401 });
}

function bearer(index: number): string {
  return (asked[index]?.init.headers as Record<string, string>)['Authorization'] ?? '';
}

describe('rest', () => {
  it('sends JSON with a bearer token, and gives what came back', async () => {
    answers = [Response.json({ id: 'x' })];
    expect(await rest('POST', 'live-streams', { title: 't' })).toEqual({ id: 'x' });
    expect(asked[0]).toMatchObject({ url: '/api/v1/live-streams', init: { method: 'POST', body: '{"title":"t"}' } });
    expect(bearer(0)).toMatch(/^Bearer a\d+$/);
    expect(asked[0]?.url).not.toContain('a1');
  });

  it('gives nothing for an answer without a body', async () => {
    answers = [new Response(null, { status: 204 }), new Response('')];
    expect(await rest('DELETE', 'api-keys/1')).toBeUndefined();
    expect(await rest('POST', 'playback-session', { token: 't' })).toBeUndefined();
  });

  it('asks once more with another token where one was not taken', async () => {
    answers = [unauthenticated(), Response.json({ ok: true })];
    expect(await rest('GET', 'users/me')).toEqual({ ok: true });
    expect(bearer(1)).not.toBe(bearer(0));
  });

  it('is signed out where another token is not taken either', async () => {
    answers = [unauthenticated(), unauthenticated()];
    await expect(rest('GET', 'users/me')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(account.isSignedIn()).toBe(false);
    await expect(rest('GET', 'users/me')).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(asked).toHaveLength(2);
  });

  it('tells of a server that does not answer', async () => {
    answers = [new TypeError('refused')];
    await expect(rest('GET', 'nodes')).rejects.toEqual(new Problem(0, 'unreachable', 'refused'));
    expect(account.isSignedIn()).toBe(true);
  });
});

it('queries leave out what is not asked', () => {
  expect(withQuery('live-streams', { q: 'a b&c', status: '', limit: 30, cursor: null })).toBe('live-streams?q=a+b%26c&limit=30');
  expect(withQuery('live-streams', { q: '' })).toBe('live-streams');
});
