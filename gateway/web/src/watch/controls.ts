import { byId, setText } from '../dom';
import { behind } from '../format';
import type { Source } from './source';

const HIDE_AFTER_MS = 3_000;
const VOLUME_STEP = 0.1;
/** Being this much farther from live than meant is no longer called live. */
const LIVE_TOLERANCE_SECONDS = 4;

/** iPhones show only the video itself in full screen. */
interface FullScreenVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

/** The player's buttons and keys. They read their state from the video element, so they are never out of step with it. */
export class Controls {
  private readonly player = byId('player');
  private readonly play = byId<HTMLButtonElement>('play');
  private readonly mute = byId<HTMLButtonElement>('mute');
  private readonly volume = byId<HTMLInputElement>('volume');
  private readonly live = byId<HTMLButtonElement>('live');
  private readonly fullScreen = byId<HTMLButtonElement>('full-screen');
  private hideTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly video: FullScreenVideo,
    private readonly source: () => Source | null,
  ) {
    this.play.addEventListener('click', () => this.togglePlay());
    byId('big-play').addEventListener('click', () => this.togglePlay());
    this.mute.addEventListener('click', () => this.toggleMute());
    byId('unmute').addEventListener('click', () => this.toggleMute());
    this.volume.addEventListener('input', () => this.setVolume(this.volume.valueAsNumber / 100));
    this.live.addEventListener('click', () => this.jumpToLive());
    this.fullScreen.addEventListener('click', () => this.toggleFullScreen());
    video.addEventListener('click', () => this.togglePlay());
    video.addEventListener('dblclick', () => this.toggleFullScreen());
    for (const event of ['play', 'pause', 'volumechange', 'timeupdate', 'playing', 'emptied']) {
      video.addEventListener(event, () => this.update());
    }
    document.addEventListener('fullscreenchange', () => this.update());
    document.addEventListener('keydown', (event) => this.onKey(event));
    for (const event of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      this.player.addEventListener(event, () => this.wake());
    }
    this.update();
  }

  /** Starts playing, muted if the browser allows nothing else; where it allows nothing, the big button stays. */
  async start(): Promise<void> {
    try {
      await this.video.play();
    } catch {
      this.video.muted = true;
      await this.video.play().catch(() => undefined);
    }
    this.update();
  }

  togglePlay(): void {
    if (this.video.paused) {
      void this.start();
    } else {
      this.video.pause();
    }
  }

  private toggleMute(): void {
    this.video.muted = !this.video.muted;
    if (!this.video.muted && this.video.volume === 0) {
      this.video.volume = 1;
    }
  }

  private setVolume(volume: number): void {
    this.video.volume = Math.min(1, Math.max(0, volume));
    this.video.muted = this.video.volume === 0;
  }

  private jumpToLive(): void {
    this.source()?.jumpToLive();
    void this.start();
  }

  private toggleFullScreen(): void {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else if (this.player.requestFullscreen) {
      void this.player.requestFullscreen().catch(() => undefined);
    } else {
      this.video.webkitEnterFullscreen?.();
    }
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.altKey || event.metaKey || target.matches('input, textarea, select, summary')) {
      return;
    }
    if (event.key === ' ' && target.matches('button, a')) {
      return;
    }
    const action = this.actionOf(event.key);
    if (action && !byId('controls').hidden) {
      event.preventDefault();
      action();
      this.wake();
    }
  }

  private actionOf(key: string): (() => void) | null {
    switch (key.toLowerCase()) {
      case ' ':
      case 'k':
        return () => this.togglePlay();
      case 'm':
        return () => this.toggleMute();
      case 'f':
        return () => this.toggleFullScreen();
      case 'l':
        return () => this.jumpToLive();
      case 'arrowup':
        return () => this.setVolume(this.video.volume + VOLUME_STEP);
      case 'arrowdown':
        return () => this.setVolume(this.video.volume - VOLUME_STEP);
      default:
        return null;
    }
  }

  /** Shows the bar, and hides it again while nothing moves. */
  private wake(): void {
    delete this.player.dataset['idle'];
    clearTimeout(this.hideTimer);
    this.hideTimer = setTimeout(() => {
      if (!this.video.paused && !byId('controls').querySelector(':focus-visible')) {
        this.player.dataset['idle'] = '';
      }
    }, HIDE_AFTER_MS);
  }

  update(): void {
    const { paused, muted, volume } = this.video;
    this.player.dataset['playback'] = paused ? 'paused' : 'playing';
    this.player.dataset['sound'] = muted ? 'off' : 'on';
    this.player.dataset['screen'] = document.fullscreenElement ? 'full' : 'part';
    this.play.setAttribute('aria-label', paused ? 'Play' : 'Pause');
    this.mute.setAttribute('aria-label', muted ? 'Unmute' : 'Mute');
    this.fullScreen.setAttribute('aria-label', document.fullscreenElement ? 'Leave full screen' : 'Full screen');
    this.volume.value = String(muted ? 0 : Math.round(volume * 100));
    this.volume.style.setProperty('--filled', `${this.volume.value}%`);
    const ready = this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    const shown = this.player.dataset['stage'] === 'live';
    byId('big-play').hidden = !(shown && paused && ready);
    byId('unmute').hidden = !(shown && muted && !paused);
    this.updateLive();
  }

  private updateLive(): void {
    const source = this.source();
    const distance = source?.behindLive() ?? null;
    const late = source !== null && distance !== null && distance > source.target() + LIVE_TOLERANCE_SECONDS;
    this.live.dataset['late'] = String(late);
    this.player.dataset['behind'] = distance?.toFixed(2) ?? 'unknown';
    this.live.disabled = !late;
    this.live.setAttribute('aria-label', late ? `Jump to live, ${behind(distance ?? 0)} ahead` : 'Live');
    setText(byId('live-text'), late ? 'Jump to live' : 'Live');
    setText(byId('behind'), distance === null ? '' : `−${behind(distance)}`);
  }
}
