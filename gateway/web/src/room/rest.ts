import { accessToken } from '../account';
import { problemOf } from '../problem';
import { type Method, send } from '../send';
import { type Message, type Poll, readMessage, readPoll } from './frames';
import type { Guest } from './guest';

/** The most that the API gives at once. */
export const PAGE_SIZE = 200;

export interface HeatMap {
  readonly mediaFrom: number;
  readonly bucketMillis: number;
  readonly buckets: readonly { readonly from: number; readonly messages: number }[];
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string;
}

/** A room's part of the REST API. Everything here throws {@link Problem}. */
export class RoomApi {
  private readonly stream: string;

  /** @param playbackToken by which a guest may watch a signed stream; null where none is at hand */
  constructor(
    streamId: string,
    private readonly playbackToken: () => string | null = () => null,
  ) {
    this.stream = `/api/v1/live-streams/${encodeURIComponent(streamId)}`;
  }

  /** As the account that is signed in, else as the guest, who learns to be known again; with the server's clock, where it is told. */
  async ticket(guest: Pick<Guest, 'nickname' | 'token' | 'keep'>): Promise<{ ticket: string; serverTime: number | null }> {
    const token = await account();
    const body = { nickname: guest.nickname, ...(guest.token === null ? {} : { guestToken: guest.token }) };
    const response = await this.call('POST', '/chat-tickets', token === null ? body : {}, token ?? this.playbackToken());
    const { ticket, guestToken } = (await response.json()) as { ticket: string; guestToken?: string };
    if (guestToken !== undefined) {
      guest.keep(guestToken);
    }
    const time = Date.parse(response.headers.get('Date') ?? '');
    return { ticket, serverTime: Number.isNaN(time) ? null : time };
  }

  /** Oldest first: the last ones before an id, or of all. */
  async before(id: string | null, limit: number): Promise<Message[]> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (id !== null) {
      query.set('before', id);
    }
    return (await this.page(`/messages?${query}`)).items.map(readMessage).reverse();
  }

  /** What was written for the pictures from `from` to before `to`, at most `pages` pages of it. */
  async ofMedia(from: number, to: number, pages: number): Promise<Message[]> {
    const query = new URLSearchParams({ mediaFrom: iso(from), mediaTo: iso(to), limit: String(PAGE_SIZE) });
    const messages: Message[] = [];
    for (let page = 0; page < pages; page++) {
      const { items, nextCursor } = await this.page(`/messages?${query}`);
      messages.push(...items.map(readMessage));
      if (!nextCursor) {
        break;
      }
      query.set('cursor', nextCursor);
    }
    return messages;
  }

  async heatMap(from: number, to: number, buckets: number): Promise<HeatMap> {
    const query = new URLSearchParams({ mediaFrom: iso(from), mediaTo: iso(to), buckets: String(buckets) });
    const answer = (await (await this.call('GET', `/messages/heat-map?${query}`, undefined, await this.reader())).json()) as {
      mediaFrom: string;
      bucketMillis: number;
      buckets: { from: string; messages: number }[];
    };
    return {
      mediaFrom: Date.parse(answer.mediaFrom),
      bucketMillis: answer.bucketMillis,
      buckets: answer.buckets.map((bucket) => ({ from: Date.parse(bucket.from), messages: bucket.messages })),
    };
  }

  /** Since when the stream is live, and how far back it can be watched. */
  async dvr(): Promise<{ startedAt: number | null; windowMillis: number }> {
    const { startedAt, dvrWindowSeconds } = (await (await this.call('GET', '')).json()) as {
      startedAt?: string | null;
      dvrWindowSeconds?: number;
    };
    return { startedAt: startedAt ? Date.parse(startedAt) : null, windowMillis: (dvrWindowSeconds ?? 0) * 1_000 };
  }

  async remove(messageId: string): Promise<void> {
    await this.call('DELETE', `/messages/${messageId}`);
  }

  /**
   * @param seconds null for ever
   * @param scope of a guest's; without it, all guests of its address
   */
  async ban(user: { readonly id: string; readonly name: string }, seconds: number | null, scope?: 'guest'): Promise<void> {
    await this.call('POST', '/bans', {
      userId: user.id,
      name: user.name,
      ...(seconds === null ? {} : { seconds }),
      ...(scope ? { scope } : {}),
    });
  }

  async ask(question: string, options: readonly string[], durationSeconds: number | null, mediaTime: number | null): Promise<Poll> {
    const body = {
      question,
      options,
      ...(durationSeconds === null ? {} : { durationSeconds }),
      ...(mediaTime === null ? {} : { mediaTime: iso(mediaTime) }),
    };
    return readPoll(await (await this.call('POST', '/polls', body)).json());
  }

  async closePoll(pollId: string): Promise<Poll> {
    return readPoll(await (await this.call('POST', `/polls/${pollId}/close`)).json());
  }

  private async page(path: string): Promise<Page> {
    return (await (await this.call('GET', path, undefined, await this.reader())).json()) as Page;
  }

  /** Guests may read what those do who take part. */
  private async reader(): Promise<string | null> {
    return (await account()) ?? this.playbackToken();
  }

  private async call(method: Method, path: string, body?: object, as?: string | null): Promise<Response> {
    const token = as === undefined ? await account() : as;
    const response = await send(method, this.stream + path, { body, token });
    if (!response.ok) {
      throw await problemOf(response);
    }
    return response;
  }
}

function account(): Promise<string | null> {
  return accessToken().catch(() => null);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
