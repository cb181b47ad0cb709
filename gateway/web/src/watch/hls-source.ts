import Hls, { type ErrorData, type HlsConfig, type LevelDetails } from 'hls.js';
import { randomId } from '../random-id';
import type { Range } from './dvr';
import { clearKey, transportUrl } from './encryption';
import { CAREFREE, calmed, type Caution, rateOf, type Seen, shouldJump, stalled, targetOf } from './latency';
import { type Quality, labelOf, qualities } from './quality';
import { Retry } from './retry';
import type { Source, SourceListener } from './source';
import { momentAt, positionOf } from './wall-clock';

/** A second media error within this time means that recovering alone does not help. */
const MEDIA_ERROR_PAUSE_MS = 4_000;
/** A second key error within this time means that the browser cannot do it. */
const KEY_ERROR_PAUSE_MS = 20_000;
const CONTROL_MS = 200;
/** Whoever chooses to be farther from live than this has left it. */
const FOLLOWING_WITHIN_SECONDS = 3;
/** A jump that did not help is not repeated at once. */
const JUMP_PAUSE_MS = 4_000;
/** An edge that has not moved for this many parts is the publisher's silence, not a slow connection. */
const EDGE_STILL_STEPS = 4;
const UNKNOWN_TARGET_SECONDS = 6;

/** Answers are held for three target durations at most; a dead edge says so at once, and another one is worth asking soon. */
const PLAYLIST_RETRIES = {
  maxTimeToFirstByteMs: 10_000,
  maxLoadTimeMs: 20_000,
  timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
  errorRetry: { maxNumRetry: 2, retryDelayMs: 400, maxRetryDelayMs: 2_000 },
};
const MEDIA_RETRIES = {
  maxTimeToFirstByteMs: 8_000,
  maxLoadTimeMs: 30_000,
  timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
  errorRetry: { maxNumRetry: 3, retryDelayMs: 400, maxRetryDelayMs: 2_000 },
};

function config(sessionId: string): Partial<HlsConfig> {
  return {
    // A worker would have to come from a blob: URL, which the content security policy refuses.
    enableWorker: false,
    backBufferLength: 30,
    liveDurationInfinity: true,
    lowLatencyMode: true,
    // The rate and the target are ours.
    maxLiveSyncPlaybackRate: 1,
    liveSyncOnStallIncrease: 0,
    playlistLoadPolicy: { default: PLAYLIST_RETRIES },
    manifestLoadPolicy: { default: PLAYLIST_RETRIES },
    fragLoadPolicy: { default: MEDIA_RETRIES },
    // In the query, since headers of its own would cost a preflight each time.
    cmcd: { sessionId, useHeaders: false },
    ...clearKey(),
  };
}

export class HlsSource implements Source {
  /** Names a viewer's playback, by which edges count it: cookies do not reach an edge of another origin. */
  private readonly sessionId = randomId();
  private readonly retry = new Retry();
  private readonly control = setInterval(() => this.steer(), CONTROL_MS);
  private hls: Hls;
  private caution: Caution = CAREFREE;
  private following = true;
  private lastMediaError = -Infinity;
  private lastKeyError = -Infinity;
  private lastJump = -Infinity;
  /** The label, which names the same rendition after the playlists were read anew. */
  private chosen: string | null = null;
  private refused = false;
  private readonly onWaiting = (): void => this.stall();

  constructor(
    private readonly video: HTMLVideoElement,
    private url: string,
    private readonly listener: SourceListener,
  ) {
    this.hls = this.open();
    video.addEventListener('waiting', this.onWaiting);
  }

  private open(): Hls {
    const hls = new Hls(config(this.sessionId));
    hls.on(Hls.Events.ERROR, (_, error) => this.onError(error));
    hls.on(Hls.Events.FRAG_BUFFERED, () => this.retry.wentWell());
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.chooseAgain());
    hls.on(Hls.Events.LEVEL_SWITCHED, () => this.listener.onQualities());
    hls.on(Hls.Events.LEVELS_UPDATED, () => this.listener.onQualities());
    hls.loadSource(this.url);
    hls.attachMedia(this.video);
    return hls;
  }

  private onError(error: ErrorData): void {
    const status = error.response?.code;
    if (status === 401 || status === 403) {
      this.refuse(status);
      return;
    }
    if (!error.fatal) {
      return;
    }
    if (error.type === Hls.ErrorTypes.KEY_SYSTEM_ERROR && this.cannotDecrypt(error)) {
      this.fallBack();
      return;
    }
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && performance.now() - this.lastMediaError > MEDIA_ERROR_PAUSE_MS) {
      this.lastMediaError = performance.now();
      this.goingOn(() => this.hls.recoverMediaError());
      return;
    }
    this.listener.onRetry();
    this.retry.later(() => this.again(error));
  }

  /** Not at once: hls.js is not to be closed amid its own event. */
  private refuse(status: number): void {
    if (!this.refused) {
      this.refused = true;
      queueMicrotask(() => this.listener.onRefused(status));
    }
  }

  /** No browser has Clear Key without TLS, and not every one that has it knows `cbcs`; a key that is away is another matter. */
  private cannotDecrypt({ details }: ErrorData): boolean {
    const now = performance.now();
    const again = now - this.lastKeyError < KEY_ERROR_PAUSE_MS;
    this.lastKeyError = now;
    return (again || details === Hls.ErrorDetails.KEY_SYSTEM_NO_ACCESS) && details !== Hls.ErrorDetails.KEY_SYSTEM_LICENSE_REQUEST_FAILED;
  }

  private fallBack(): void {
    this.url = transportUrl(this.url);
    this.listener.onFallBack();
    this.retry.later(() => this.reopen());
  }

  private again(error: ErrorData): void {
    if (error.type === Hls.ErrorTypes.NETWORK_ERROR && this.hls.levels.length > 0 && this.retry.attempts() < 2) {
      // What is buffered goes on playing.
      this.hls.startLoad();
      return;
    }
    this.reopen();
  }

  /** From the gateway, which knows the edges that are left; where the viewer was, if that was not live. */
  private reopen(): void {
    const moment = this.following ? null : this.momentAt(this.video.currentTime);
    this.goingOn(() => {
      this.hls.destroy();
      this.hls = this.open();
    });
    if (moment !== null) {
      this.video.addEventListener('loadeddata', () => this.goBack(moment), { once: true });
    }
  }

  /** Whoever had paused is not played to. */
  private goingOn(recover: () => void): void {
    const { paused } = this.video;
    recover();
    if (!paused) {
      void this.video.play().catch(() => undefined);
    }
  }

  private goBack(moment: number): void {
    const range = this.range();
    const position = this.positionOf(moment);
    if (range && position !== null) {
      this.video.currentTime = Math.max(range.start, position);
    }
  }

  private details(): LevelDetails | null {
    return this.hls.latestLevelDetails;
  }

  private seen(): Seen | null {
    const details = this.details();
    if (!details?.live || this.hls.latency <= 0) {
      return null;
    }
    const parts = details.partTarget > 0 && details.partHoldBack > 0;
    return {
      behind: this.hls.latency,
      ahead: ahead(this.video),
      holdBack: parts ? details.partHoldBack : details.holdBack || 3 * details.targetduration,
      step: parts ? details.partTarget : details.targetduration,
    };
  }

  /** Keeps the picture as far behind live as it should be, while the viewer wants live. */
  private steer(): void {
    const seen = this.seen();
    const now = performance.now();
    this.caution = calmed(this.caution, now);
    if (!seen || !this.following || this.video.paused || this.video.seeking) {
      setRate(this.video, 1);
      return;
    }
    const target = targetOf(seen, this.caution);
    if (Math.abs((this.hls.targetLatency ?? 0) - target) > 0.01) {
      this.hls.targetLatency = target;
    }
    if (shouldJump(seen, target) && now - this.lastJump > JUMP_PAUSE_MS && !this.edgeIsStill(seen)) {
      this.lastJump = now;
      this.jumpToLive();
      return;
    }
    setRate(this.video, rateOf(seen, target));
  }

  private edgeIsStill(seen: Seen): boolean {
    return (this.details()?.age ?? 0) > EDGE_STILL_STEPS * seen.step;
  }

  private stall(): void {
    const seen = this.seen();
    if (seen && this.following && !this.video.seeking && this.video.played.length > 0 && !this.edgeIsStill(seen)) {
      this.caution = stalled(this.caution, performance.now());
    }
  }

  behindLive(): number | null {
    return this.details()?.live && this.hls.latency > 0 ? this.hls.latency : null;
  }

  target(): number {
    return this.hls.targetLatency ?? UNKNOWN_TARGET_SECONDS;
  }

  isFollowing(): boolean {
    return this.following;
  }

  range(): Range | null {
    const details = this.details();
    return details && details.fragments.length > 0 ? { start: details.fragmentStart, end: details.edge } : null;
  }

  momentAt(position: number): number | null {
    return momentAt(this.details()?.fragments ?? [], position);
  }

  positionOf(moment: number): number | null {
    const details = this.details();
    return details && positionOf(details.fragments, moment, details.edge);
  }

  seek(position: number): void {
    this.video.currentTime = position;
    this.followIfNear();
  }

  jumpToLive(): void {
    this.following = true;
    const position = this.hls.liveSyncPosition;
    if (position !== null && Number.isFinite(position)) {
      this.video.currentTime = position;
    }
  }

  resumed(): void {
    this.followIfNear();
  }

  private followIfNear(): void {
    const range = this.range();
    this.following = range === null || range.end - this.video.currentTime < this.target() + FOLLOWING_WITHIN_SECONDS;
  }

  qualities(): readonly Quality[] {
    return qualities(this.hls.levels);
  }

  quality(): { index: number; auto: boolean } | null {
    const index = this.hls.currentLevel >= 0 ? this.hls.currentLevel : this.hls.loadLevel;
    return index >= 0 && index < this.hls.levels.length ? { index, auto: this.hls.autoLevelEnabled } : null;
  }

  choose(index: number | null): void {
    const level = index === null ? undefined : this.hls.levels[index];
    this.chosen = level ? labelOf(level) : null;
    this.hls.nextLevel = index ?? -1;
    this.listener.onQualities();
  }

  private chooseAgain(): void {
    const index = this.hls.levels.findIndex((level) => labelOf(level) === this.chosen);
    if (index >= 0) {
      this.hls.loadLevel = index;
    }
    this.listener.onQualities();
  }

  hurry(): void {
    this.retry.now();
  }

  close(): void {
    this.retry.stop();
    clearInterval(this.control);
    this.video.removeEventListener('waiting', this.onWaiting);
    setRate(this.video, 1);
    this.hls.destroy();
  }
}

function ahead(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let i = 0; i < buffered.length; i++) {
    if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) > currentTime) {
      return buffered.end(i) - currentTime;
    }
  }
  return 0;
}

function setRate(video: HTMLVideoElement, rate: number): void {
  if (Math.abs(video.playbackRate - rate) > 0.001) {
    video.playbackRate = rate;
  }
}
