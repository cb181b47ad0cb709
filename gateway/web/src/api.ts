/** The part of the public API that the pages use. */

import { ApiError } from './problem';
import { send } from './send';

export type StreamStatus = 'idle' | 'connecting' | 'active' | 'reconnecting' | 'ended' | 'disabled';

export interface LiveStream {
  readonly id: string;
  readonly title: string;
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  readonly status: StreamStatus;
  readonly startedAt?: string | null;
  readonly viewerCount?: number | null;
  readonly dvrWindowSeconds?: number | null;
  readonly playbackPolicy?: 'public' | 'signed' | null;
  readonly playback?: { readonly hlsUrl?: string | null } | null;
}

interface LiveStreamPage {
  readonly items: readonly LiveStream[];
  readonly nextCursor?: string | null;
}

const PAGE_SIZE = 48;

/** Streams that are live now: at most `pages` pages, and whether there are more. */
export async function liveStreams(pages: number): Promise<{ streams: LiveStream[]; more: boolean }> {
  const streams: LiveStream[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ status: 'active', limit: String(PAGE_SIZE) });
    if (cursor) {
      query.set('cursor', cursor);
    }
    const answer = await get<LiveStreamPage>(`/api/v1/live-streams?${query}`);
    streams.push(...answer.items);
    cursor = answer.nextCursor;
    if (!cursor) {
      break;
    }
  }
  return { streams, more: Boolean(cursor) };
}

/** One stream; an {@link ApiError} of status 404 if there is none. */
export function liveStream(id: string): Promise<LiveStream> {
  return get<LiveStream>(`/api/v1/live-streams/${id}`);
}

async function get<T>(url: string): Promise<T> {
  const response = await send('GET', url);
  if (!response.ok) {
    throw new ApiError(response.status, `${url} answers ${response.status}`);
  }
  return (await response.json()) as T;
}
