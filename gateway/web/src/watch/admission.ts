/**
 * How somebody gets in to a signed stream: with the playback token of a link, `/watch/{id}#token=…`. It stands in the fragment, which
 * no server is sent and no log or Referer has. The page takes it out of the address bar, has it made a cookie that scripts cannot read, so
 * that a reload needs no link, and plays with it in the path, since a frame on another site keeps no cookie.
 */

import { send } from '../send';

/** Why somebody may not watch, as edges tell it: no token, one that is over (or never was one), or one for another stream. */
export type Refusal = 'link-needed' | 'link-over' | 'link-foreign';

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const MAX_LENGTH = 1_024;

/** The token that the address bar holds, which holds it no longer; null if there is none. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return token;
}

/** The link that lets somebody watch. */
export function watchLink(id: string, token: string): string {
  return new URL(`/watch/${id}#token=${token}`, location.origin).href;
}

/** Where what lies at `path` is for who has this token. */
export function mediaPath(path: string, token: string | null): string {
  return token === null ? path : `/t/${token}${path}`;
}

/** Makes the token a cookie; false if it is none that is valid. While the API is away it may be: edges know without it. */
export async function admit(token: string): Promise<boolean> {
  if (!TOKEN.test(token) || token.length > MAX_LENGTH) {
    return false;
  }
  try {
    const answer = await send('POST', '/api/v1/playback-session', { body: { token } });
    return answer.status !== 401;
  } catch {
    return true;
  }
}

/** What an answer to a request for media says of who asked; null if it is no refusal. */
export function refusalOf(status: number | undefined, hadLink: boolean): Refusal | null {
  if (status === 401) {
    return hadLink ? 'link-over' : 'link-needed';
  }
  return status === 403 ? 'link-foreign' : null;
}

/** How a request for media is answered; 0 if it is not. */
export async function statusOf(url: string): Promise<number> {
  try {
    const answer = await send('GET', url);
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}
