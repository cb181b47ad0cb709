import { unreachable } from './problem';

const TIMEOUT_MS = 8_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Sent {
  readonly body?: object | undefined;
  /** Of whoever asks; null for nobody. */
  readonly token?: string | null;
  readonly timeoutMs?: number;
}

/**
 * Asks this origin for JSON, past every cache.
 *
 * @throws Problem of status 0 if nobody answers
 */
export async function send(method: Method, url: string, { body, token = null, timeoutMs = TIMEOUT_MS }: Sent = {}): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw unreachable(error);
  }
}
