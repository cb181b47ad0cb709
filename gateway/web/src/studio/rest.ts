import { account } from '../account';
import { Problem, problemOf } from '../problem';
import { type Method, send } from '../send';

const TIMEOUT_MS = 10_000;

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | null;
}

/**
 * Asks the API in the name of who is signed in.
 *
 * @throws Problem whatever goes wrong; 401 after which nobody is signed in any more
 */
export async function rest<T = void>(method: Method, path: string, body?: object): Promise<T> {
  const first = await ask(method, path, body);
  const response = first.status === 401 ? await ask(method, path, body) : first;
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.code === 'unauthenticated') {
      account.drop();
    }
    throw problem;
  }
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The path of a list or a figure with what is asked of it; what is null is left out. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | null | undefined>>): string {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      all.set(name, String(value));
    }
  }
  const text = all.toString();
  return text ? `${path}?${text}` : path;
}

async function ask(method: Method, path: string, body: object | undefined): Promise<Response> {
  const token = await account.accessToken();
  if (token === null) {
    throw new Problem(401, 'unauthenticated', 'nobody is signed in');
  }
  const response = await send(method, `/api/v1/${path}`, { body, token, timeoutMs: TIMEOUT_MS });
  if (response.status === 401) {
    account.refused(token);
  }
  return response;
}
