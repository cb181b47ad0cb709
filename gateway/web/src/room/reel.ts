import type { Message } from './frames';

export const BUCKET_MS = 30_000;
/** Kept around the playhead; the farthest make room. */
const MAX_BUCKETS = 24;
const MAX_PER_BUCKET = 600;
/** Fetched before the playhead gets there. */
const AHEAD_MS = 8_000;
/** Clocks differ, and the database is a moment behind what was said. */
const HEARD_MARGIN_MS = 10_000;
/** After a fetch that failed. */
const AGAIN_MS = 5_000;

interface Bucket {
  readonly messages: Map<string, Message>;
  /** Whether all that was written for its pictures is in it. */
  state: 'missing' | 'fetching' | 'complete';
  againAt: number;
}

/**
 * Messages by the pictures they were written for. Of pictures that came after the room was entered everything is heard; what was
 * written for earlier ones is fetched, bucket by bucket, as the playhead gets there.
 */
export class Reel {
  private readonly buckets = new Map<number, Bucket>();
  private readonly deleted = new Set<string>();
  private heardFrom = Infinity;

  constructor(private readonly fetch: (from: number, to: number) => Promise<Message[]>) {}

  /** All that is said from this moment on is heard, until this is called again. */
  listen(serverTime: number): void {
    this.heardFrom = serverTime + HEARD_MARGIN_MS;
    for (const [start, bucket] of this.buckets) {
      if (start < this.heardFrom) {
        bucket.state = 'missing';
      }
    }
  }

  /** @param playhead around which buckets are kept */
  add(messages: readonly Message[], playhead: number | null): void {
    for (const message of messages) {
      if (message.mediaTime !== null && !this.deleted.has(message.id)) {
        this.put(this.bucket(startOf(message.mediaTime)), message);
      }
    }
    this.forgetFar(playhead);
  }

  remove(id: string): void {
    this.deleted.add(id);
    for (const oldest of this.deleted) {
      if (this.deleted.size <= MAX_PER_BUCKET) {
        break;
      }
      this.deleted.delete(oldest);
    }
    this.buckets.forEach((bucket) => bucket.messages.delete(id));
  }

  /** What belongs to the pictures after `from` up to `to`, in their order. */
  between(from: number, to: number): Message[] {
    const found: Message[] = [];
    for (let start = startOf(from); start <= to; start += BUCKET_MS) {
      for (const message of this.buckets.get(start)?.messages.values() ?? []) {
        if (message.mediaTime !== null && message.mediaTime > from && message.mediaTime <= to) {
          found.push(message);
        }
      }
    }
    return found.sort((a, b) => (a.mediaTime ?? 0) - (b.mediaTime ?? 0));
  }

  /** Sees to it that what belongs to the pictures around the playhead is here; `arrived` with the start of a bucket that came with something in it. */
  prepare(playhead: number, behind: number, now: number, arrived: (start: number) => void): void {
    const last = startOf(playhead + AHEAD_MS);
    for (let start = startOf(playhead - behind); start <= last; start += BUCKET_MS) {
      const bucket = this.bucket(start);
      if (bucket.state === 'missing' && now >= bucket.againAt) {
        void this.fill(start, bucket, now, arrived);
      }
    }
    this.forgetFar(playhead);
  }

  get size(): number {
    return this.buckets.size;
  }

  private async fill(start: number, bucket: Bucket, now: number, arrived: (start: number) => void): Promise<void> {
    bucket.state = 'fetching';
    try {
      const messages = await this.fetch(start, start + BUCKET_MS);
      bucket.state = 'complete';
      const before = bucket.messages.size;
      messages.filter(({ id }) => !this.deleted.has(id)).forEach((message) => this.put(bucket, message));
      if (bucket.messages.size > before) {
        arrived(start);
      }
    } catch {
      bucket.state = 'missing';
      bucket.againAt = now + AGAIN_MS;
    }
  }

  private bucket(start: number): Bucket {
    let bucket = this.buckets.get(start);
    if (!bucket) {
      bucket = { messages: new Map(), state: start >= this.heardFrom ? 'complete' : 'missing', againAt: 0 };
      this.buckets.set(start, bucket);
    }
    return bucket;
  }

  private put(bucket: Bucket, message: Message): void {
    if (bucket.messages.size < MAX_PER_BUCKET) {
      bucket.messages.set(message.id, message);
    }
  }

  private forgetFar(playhead: number | null): void {
    while (this.buckets.size > MAX_BUCKETS) {
      const starts = [...this.buckets.keys()];
      const from = playhead ?? Math.max(...starts);
      const farthest = starts.reduce((a, b) => (Math.abs(a - from) >= Math.abs(b - from) ? a : b));
      this.buckets.delete(farthest);
      // Whoever gets there again has to ask, since what was heard of it is forgotten.
      this.heardFrom = Math.max(this.heardFrom, farthest + BUCKET_MS);
    }
  }
}

function startOf(mediaTime: number): number {
  return Math.floor(mediaTime / BUCKET_MS) * BUCKET_MS;
}

/** A live message may be this much older than the picture shown. */
const LATE_MS = 3_000;

/** When a message that was said just now crosses the picture: at once, when its picture comes, or never. */
export function momentOf(mediaTime: number | null, playhead: number | null): 'now' | 'later' | 'never' {
  if (playhead === null) {
    return 'never';
  }
  if (mediaTime === null) {
    return 'now';
  }
  if (mediaTime > playhead) {
    return 'later';
  }
  return playhead - mediaTime <= LATE_MS ? 'now' : 'never';
}
