import Hls, { type ErrorData } from 'hls.js';
import { backoff } from './stage';

/** What happens to the stream being played, beyond what the video element itself tells. */
export interface SourceListener {
  /** It broke; another try follows by itself. */
  onRetry(): void;
  /** This browser cannot play HLS at all. */
  onUnsupported(): void;
}

/** A live stream in a video element: by hls.js, or by the browser itself where there are no media source extensions. */
export interface Source {
  /** Seconds behind the live edge; null while unknown. */
  behindLive(): number | null;
  /** Seconds behind the live edge at which playback means to be. */
  target(): number;
  jumpToLive(): void;
  close(): void;
}

export function openSource(video: HTMLVideoElement, url: string, listener: SourceListener): Source | null {
  if (Hls.isSupported()) {
    return new HlsSource(video, url, listener);
  }
  if (video.canPlayType('application/vnd.apple.mpegurl')) {
    return new NativeSource(video, url, listener);
  }
  listener.onUnsupported();
  return null;
}

/** A second media error within this time means that recovering alone does not help. */
const MEDIA_ERROR_PAUSE_MS = 4_000;

class HlsSource implements Source {
  private hls: Hls;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastMediaError = -Infinity;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly listener: SourceListener,
  ) {
    this.hls = this.open();
  }

  private open(): Hls {
    const hls = new Hls({
      // A worker would have to come from a blob: URL, which the content security policy refuses.
      enableWorker: false,
      backBufferLength: 30,
      liveDurationInfinity: true,
      lowLatencyMode: true,
      // After a stall the player is late; a little faster than life it is back in time without a jump.
      maxLiveSyncPlaybackRate: 1.08,
    });
    hls.on(Hls.Events.ERROR, (_, error) => this.onError(error));
    hls.on(Hls.Events.FRAG_BUFFERED, () => {
      this.attempt = 0;
    });
    hls.loadSource(this.url);
    hls.attachMedia(this.video);
    return hls;
  }

  private onError(error: ErrorData): void {
    if (!error.fatal) {
      return;
    }
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && performance.now() - this.lastMediaError > MEDIA_ERROR_PAUSE_MS) {
      this.lastMediaError = performance.now();
      this.hls.recoverMediaError();
      void this.video.play().catch(() => undefined);
      return;
    }
    this.listener.onRetry();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(error), backoff(this.attempt++));
  }

  private retry(error: ErrorData): void {
    const hasPlaylists = this.hls.levels.length > 0;
    if (error.type === Hls.ErrorTypes.NETWORK_ERROR && hasPlaylists && this.attempt < 3) {
      // What is buffered goes on playing.
      this.hls.startLoad();
      return;
    }
    this.hls.destroy();
    this.hls = this.open();
    void this.video.play().catch(() => undefined);
  }

  behindLive(): number | null {
    return this.hls.latency > 0 ? this.hls.latency : null;
  }

  target(): number {
    return this.hls.targetLatency ?? 6;
  }

  jumpToLive(): void {
    const position = this.hls.liveSyncPosition;
    if (position !== null && Number.isFinite(position)) {
      this.video.currentTime = position;
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.hls.destroy();
  }
}

/** Where the browser keeps its distance to live: about three segments. */
const NATIVE_TARGET_SECONDS = 8;

class NativeSource implements Source {
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly onError = (): void => {
    this.listener.onRetry();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.video.src = this.url;
      void this.video.play().catch(() => undefined);
    }, backoff(this.attempt++));
  };
  private readonly onPlaying = (): void => {
    this.attempt = 0;
  };

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly listener: SourceListener,
  ) {
    video.addEventListener('error', this.onError);
    video.addEventListener('playing', this.onPlaying);
    video.src = url;
  }

  behindLive(): number | null {
    const { seekable, currentTime } = this.video;
    return seekable.length > 0 ? seekable.end(seekable.length - 1) - currentTime : null;
  }

  target(): number {
    return NATIVE_TARGET_SECONDS;
  }

  jumpToLive(): void {
    const { seekable } = this.video;
    if (seekable.length > 0) {
      this.video.currentTime = seekable.end(seekable.length - 1) - NATIVE_TARGET_SECONDS / 2;
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.video.removeEventListener('error', this.onError);
    this.video.removeEventListener('playing', this.onPlaying);
    this.video.removeAttribute('src');
    this.video.load();
  }
}
