import { beforeEach, describe, expect, it } from 'vitest';
import { Account } from '../src/account';
import { Problem } from '../src/problem';

/** The API's side of signing in: refresh tokens work once. */
class FakeApi {
  now = 1_000;
  calls: string[] = [];
  valid = '';
  count = 0;
  failure: Response | Error | null = null;
  gate: Promise<void> = Promise.resolve();

  async answer(url: string, init: RequestInit): Promise<Response> {
    this.calls.push(url);
    await this.gate;
    if (this.failure instanceof Error) {
      throw this.failure;
    }
    if (this.failure) {
      return this.failure;
    }
    const body = JSON.parse(String(init.body)) as Record<string, string>;
    if (url.endsWith('/logout')) {
      this.valid = body['refreshToken'] === this.valid ? '' : this.valid;
      return new Response(null, { status: 204 });
    }
    const good = url.endsWith('/token') ? body['password'] === 'right' : body['refreshToken'] === this.valid;
    if (!good) {
      return problem(401, { code: 'invalid_credentials', detail: 'no' });
    }
    this.count++;
    this.valid = `refresh-${this.count}`;
    return Response.json({ accessToken: `access-${this.count}`, refreshToken: this.valid, tokenType: 'Bearer', expiresIn: 600 });
  }
}

function problem(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}

let api: FakeApi;
let signedOut: number;

function tab(): Account {
  const account = new Account({
    fetch: (url, init) => api.answer(url, init),
    now: () => api.now,
    storage: localStorage,
    alone: (work) => work(),
  });
  account.onSignedOut(() => signedOut++);
  return account;
}

beforeEach(() => {
  localStorage.clear();
  api = new FakeApi();
  signedOut = 0;
});

describe('an account', () => {
  it('gives the token of the log-in until shortly before its end', async () => {
    const account = tab();
    await account.signIn('ann', 'right');
    api.now += 569_000;
    expect(await account.accessToken()).toBe('access-1');
    api.now += 2_000;
    expect(await account.accessToken()).toBe('access-2');
    expect(api.calls).toEqual(['/api/v1/auth/token', '/api/v1/auth/refresh']);
  });

  it('keeps the refresh token alone', async () => {
    await tab().signIn('ann', 'right');
    expect(Object.values({ ...localStorage }).join()).toBe('refresh-1');
    expect(sessionStorage.length).toBe(0);
  });

  it('is there again in a page that is loaded anew', async () => {
    await tab().signIn('ann', 'right');
    const later = tab();
    expect(later.isSignedIn()).toBe(true);
    expect(await later.accessToken()).toBe('access-2');
  });

  it('refreshes once for all who ask meanwhile', async () => {
    await tab().signIn('ann', 'right');
    const later = tab();
    expect(await Promise.all([later.accessToken(), later.accessToken()])).toEqual(['access-2', 'access-2']);
    expect(api.calls).toHaveLength(2);
  });

  it('gets another token after one was refused', async () => {
    const account = tab();
    await account.signIn('ann', 'right');
    account.refused('of-before');
    expect(await account.accessToken()).toBe('access-1');
    account.refused('access-1');
    expect(await account.accessToken()).toBe('access-2');
  });

  it('is signed out by a refresh token that is refused, and tells it', async () => {
    await tab().signIn('ann', 'right');
    api.valid = 'used by a thief';
    const later = tab();
    expect(await later.accessToken()).toBeNull();
    expect(signedOut).toBe(1);
    expect(later.isSignedIn()).toBe(false);
    expect(localStorage.length).toBe(0);
  });

  it('stays signed in while the API is away', async () => {
    await tab().signIn('ann', 'right');
    const later = tab();
    api.failure = new TypeError('connection refused');
    await expect(later.accessToken()).rejects.toMatchObject({ status: 0, code: 'unreachable' });
    api.failure = problem(503, { code: 'unavailable', detail: 'away' }, { 'Retry-After': '2' });
    await expect(later.accessToken()).rejects.toMatchObject({ status: 503, retryAfterSeconds: 2 });
    api.failure = null;
    expect(await later.accessToken()).toBe('access-2');
    expect(signedOut).toBe(0);
  });

  it('is not signed in again by a refresh that was under way', async () => {
    await tab().signIn('ann', 'right');
    const later = tab();
    let open = (): void => undefined;
    api.gate = new Promise((resolve) => (open = resolve));
    const asked = later.accessToken();
    later.signOut();
    open();
    expect(await asked).toBeNull();
    expect(later.isSignedIn()).toBe(false);
  });

  it('ends its log-in at the API', async () => {
    const account = tab();
    await account.signIn('ann', 'right');
    account.signOut();
    expect(account.isSignedIn()).toBe(false);
    await Promise.resolve();
    expect(api.calls.at(-1)).toBe('/api/v1/auth/logout');
    expect(api.valid).toBe('');
    expect(signedOut).toBe(1);
    account.signOut();
    expect(api.calls).toHaveLength(2);
  });

  it('is signed out here while the API is away', async () => {
    const account = tab();
    await account.signIn('ann', 'right');
    api.failure = new TypeError('connection refused');
    account.signOut();
    await Promise.resolve();
    expect(account.isSignedIn()).toBe(false);
    expect(localStorage.length).toBe(0);
  });

  it('is signed out with another tab', async () => {
    const account = tab();
    await account.signIn('ann', 'right');
    localStorage.clear();
    account.storedElsewhere('other', null);
    expect(signedOut).toBe(0);
    account.storedElsewhere('hw-refresh-token', null);
    expect(signedOut).toBe(1);
    expect(await account.accessToken()).toBeNull();
  });

  it('says why a log-in failed', async () => {
    await expect(tab().signIn('ann', 'wrong')).rejects.toMatchObject({ status: 401, code: 'invalid_credentials' });
    api.failure = new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
    await expect(tab().signIn('ann', 'right')).rejects.toEqual(new Problem(502, 'unknown', 'Bad Gateway'));
    expect(localStorage.length).toBe(0);
  });
});
