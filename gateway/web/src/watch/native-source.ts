import { statusOf } from './admission';
import type { Range } from './dvr';
import type { Quality } from './quality';
import { Retry } from './retry';
import type { Source, SourceListener } from './source';

/** Where the browser keeps its distance to live: about three segments, less with parts. */
const TARGET_SECONDS = 8;

/** What only Safari tells: the date of position 0. */
interface DatedVideo extends HTMLVideoElement {
  getStartDate?(): Date;
}

/** Safari on phones, which plays HLS by itself: it chooses renditions and its distance to live alone. */
export class NativeSource implements Source {
  private readonly retry = new Retry();
  private following = true;
  private readonly onError = (): void => {
    this.listener.onRetry();
    this.retry.later(() => void this.again());
  };
  private readonly onPlaying = (): void => this.retry.wentWell();

  constructor(
    private readonly video: DatedVideo,
    private readonly url: string,
    private readonly listener: SourceListener,
  ) {
    video.addEventListener('error', this.onError);
    video.addEventListener('playing', this.onPlaying);
    video.src = url;
  }

  /** The video element does not tell why it failed. */
  private async again(): Promise<void> {
    const status = await statusOf(this.url);
    if (status === 401 || status === 403) {
      this.listener.onRefused(status);
      return;
    }
    const { paused } = this.video;
    this.video.src = this.url;
    if (!paused) {
      void this.video.play().catch(() => undefined);
    }
  }

  behindLive(): number | null {
    const range = this.range();
    return range && this.video.duration === Infinity ? range.end - this.video.currentTime : null;
  }

  target(): number {
    return TARGET_SECONDS;
  }

  isFollowing(): boolean {
    return this.following;
  }

  range(): Range | null {
    const { seekable } = this.video;
    return seekable.length > 0 ? { start: seekable.start(0), end: seekable.end(seekable.length - 1) } : null;
  }

  momentAt(position: number): number | null {
    const started = this.startedAt();
    return started === null ? null : started + position * 1_000;
  }

  positionOf(moment: number): number | null {
    const started = this.startedAt();
    const range = this.range();
    if (started === null || range === null) {
      return null;
    }
    const position = (moment - started) / 1_000;
    return position >= range.start && position <= range.end ? position : null;
  }

  private startedAt(): number | null {
    const started = this.video.getStartDate?.().getTime() ?? NaN;
    return Number.isNaN(started) ? null : started;
  }

  seek(position: number): void {
    this.video.currentTime = position;
    this.resumed();
  }

  jumpToLive(): void {
    const range = this.range();
    if (range) {
      this.video.currentTime = Math.max(range.start, range.end - TARGET_SECONDS / 2);
      this.following = true;
    }
  }

  resumed(): void {
    const behind = this.behindLive();
    this.following = behind !== null && behind < TARGET_SECONDS;
  }

  qualities(): readonly Quality[] {
    return [];
  }

  quality(): null {
    return null;
  }

  choose(): void {
    // Safari chooses.
  }

  hurry(): void {
    this.retry.now();
  }

  close(): void {
    this.retry.stop();
    this.video.removeEventListener('error', this.onError);
    this.video.removeEventListener('playing', this.onPlaying);
    this.video.removeAttribute('src');
    this.video.load();
  }
}
