import { Problem, problemOf, unreachable } from './problem';

/*
 * Who is signed in. The access token lives in this page's memory alone. The refresh token is in localStorage, so that tabs share one
 * log-in and a reload keeps it. It works once, or again at once if the page is left before it has the answer, and the API revokes the log-in if
 * a copy of it is used later.
 */

const STORED = 'hw-refresh-token';
const LOCK = 'hw-refresh';
const TIMEOUT_MS = 8_000;
/** A token that lives shorter than this is not used any more. */
const MARGIN_MS = 30_000;

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

/** What signing in needs of a browser. */
export interface Surroundings {
  fetch(url: string, init: RequestInit): Promise<Response>;
  now(): number;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Runs `work` while no other tab does. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export class Account {
  private current: { readonly token: string; readonly goodUntil: number } | null = null;
  private refreshing: Promise<string | null> | null = null;
  /** Counts log-ins and log-outs, so that a refresh that was under way meanwhile changes nothing. */
  private turn = 0;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly around: Surroundings) {}

  isSignedIn(): boolean {
    return this.current !== null || this.around.storage.getItem(STORED) !== null;
  }

  /** @throws Problem `invalid_credentials`, `rate_limited`, `unreachable` */
  async signIn(username: string, password: string): Promise<void> {
    const tokens = await this.tokens('token', { username, password });
    this.turn++;
    this.take(tokens);
  }

  /** A token to send now, refreshed if it is about to expire; null where nobody is signed in. @throws Problem if the API does not answer */
  accessToken(): Promise<string | null> {
    if (this.current && this.around.now() < this.current.goodUntil) {
      return Promise.resolve(this.current.token);
    }
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  /** The API did not take this token any more; the next call gets another one. */
  refused(token: string): void {
    if (this.current?.token === token) {
      this.current = null;
    }
  }

  /** Ends the log-in, at the API too as far as that can be reached. */
  signOut(): void {
    const refreshToken = this.around.storage.getItem(STORED);
    this.drop();
    if (refreshToken !== null) {
      void this.post('logout', { refreshToken }).catch(() => undefined);
    }
  }

  /** Nobody is signed in any more, as the API says itself. */
  drop(): void {
    this.turn++;
    this.around.storage.removeItem(STORED);
    this.forget();
  }

  /** Another tab signed out or in. */
  storedElsewhere(key: string | null, value: string | null): void {
    if ((key === STORED || key === null) && value === null) {
      this.turn++;
      this.forget();
    }
  }

  /** Calls `listener` when nobody is signed in any more; returns how to stop that. */
  onSignedOut(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private refresh(): Promise<string | null> {
    const turn = this.turn;
    return this.around.alone(async () => {
      const refreshToken = this.around.storage.getItem(STORED);
      if (refreshToken === null) {
        return null;
      }
      try {
        const tokens = await this.tokens('refresh', { refreshToken });
        return turn === this.turn ? this.take(tokens) : (this.current?.token ?? null);
      } catch (error) {
        if (error instanceof Problem && error.code === 'invalid_credentials' && turn === this.turn) {
          this.drop();
          return null;
        }
        throw error;
      }
    });
  }

  private take(tokens: Tokens): string {
    const lifeMs = tokens.expiresIn * 1_000;
    this.around.storage.setItem(STORED, tokens.refreshToken);
    this.current = { token: tokens.accessToken, goodUntil: this.around.now() + Math.max(lifeMs / 2, lifeMs - MARGIN_MS) };
    return tokens.accessToken;
  }

  private forget(): void {
    this.current = null;
    this.listeners.forEach((listener) => listener());
  }

  private async tokens(what: 'token' | 'refresh', body: object): Promise<Tokens> {
    return (await (await this.post(what, body)).json()) as Tokens;
  }

  private async post(what: 'token' | 'refresh' | 'logout', body: object): Promise<Response> {
    let response: Response;
    try {
      response = await this.around.fetch(`/api/v1/auth/${what}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(body),
        cache: 'no-store',
        // Whoever signs out may leave at once.
        keepalive: what === 'logout',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw unreachable(error);
    }
    if (!response.ok) {
      throw await problemOf(response);
    }
    return response;
  }
}

/** This page's. */
export const account = new Account({
  fetch: (url, init) => fetch(url, init),
  now: () => performance.now(),
  get storage() {
    return localStorage;
  },
  // Pages without TLS have no locks; there two tabs that refresh at the same moment have to sign in again.
  alone: (work) => (navigator.locks as LockManager | null | undefined)?.request(LOCK, work) ?? work(),
});

addEventListener('storage', (event) => account.storedElsewhere(event.key, event.newValue));

export function accessToken(): Promise<string | null> {
  return account.accessToken();
}
