import { byId } from '../dom';
import { clock } from '../format';
import { texts } from '../language';
import { CharacterKeys } from './character-keys';
import { copy } from './clipboard';
import { DvrBar } from './dvr-bar';
import { clamp } from './dvr';
import { newHelp } from './help';
import { type Command, commandOf, isCharacter } from './keys';
import { LiveBadge } from './live-badge';
import { QualityMenu } from './quality-menu';
import { rememberedSound, rememberSound } from './sound';
import type { Source } from './source';
import { TEXTS } from './texts';
import { toast } from './toast';
import { linkTo } from './wall-clock';

const HIDE_AFTER_MS = 3_000;
/** Keys that mean something else where they are pressed. */
const TYPING = 'input, textarea, select, summary, dialog *, [contenteditable], [role=menu] *, #room *';

/** iPhones show only the video itself in full screen. */
interface FullScreenVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

/** The player's buttons and keys. They read their state from the video element, so they are never out of step with it. */
export class Controls {
  private readonly words = texts(TEXTS);
  private readonly player = byId('player');
  private readonly bar = byId('controls');
  private readonly play = byId<HTMLButtonElement>('play');
  private readonly mute = byId<HTMLButtonElement>('mute');
  private readonly volume = byId<HTMLInputElement>('volume');
  private readonly pip = byId<HTMLButtonElement>('pip');
  private readonly fullScreen = byId<HTMLButtonElement>('full-screen');
  private readonly characterKeys = new CharacterKeys();
  private readonly help = newHelp(this.characterKeys);
  private readonly dvr: DvrBar;
  private readonly badge: LiveBadge;
  private readonly quality: QualityMenu;
  private hideTimer: ReturnType<typeof setTimeout> | undefined;
  /** Sound that the browser refused to start with is not what the viewer chose. */
  private soundIsChosen = true;

  constructor(
    private readonly video: FullScreenVideo,
    private readonly source: () => Source | null,
    private readonly streamId: string,
  ) {
    this.dvr = new DvrBar(video, source, (position) => source()?.seek(position));
    this.badge = new LiveBadge(video, source);
    this.quality = new QualityMenu(source);
    const { volume, muted } = rememberedSound();
    video.volume = volume;
    video.muted = muted;
    this.pip.hidden = !document.pictureInPictureEnabled;
    this.onClicks();
    for (const event of ['play', 'pause', 'timeupdate', 'playing', 'emptied', 'seeked', 'enterpictureinpicture', 'leavepictureinpicture']) {
      video.addEventListener(event, () => this.update());
    }
    video.addEventListener('volumechange', () => this.onVolume());
    document.addEventListener('fullscreenchange', () => this.update());
    document.addEventListener('keydown', (event) => this.onKey(event));
    for (const event of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      this.player.addEventListener(event, () => this.wake());
    }
    this.update();
  }

  private onClicks(): void {
    const clicks: Record<string, () => void> = {
      play: () => this.togglePlay(),
      'big-play': () => this.togglePlay(),
      mute: () => this.toggleMute(),
      unmute: () => this.toggleMute(),
      live: () => this.jumpToLive(),
      share: () => void this.share(),
      'help-open': () => this.help.toggle(),
      pip: () => this.togglePip(),
      'full-screen': () => this.toggleFullScreen(),
    };
    for (const [id, work] of Object.entries(clicks)) {
      byId(id).addEventListener('click', work);
    }
    this.volume.addEventListener('input', () => this.setVolume(this.volume.valueAsNumber / 100));
    let wasIdle = false;
    this.video.addEventListener('pointerdown', () => {
      wasIdle = 'idle' in this.player.dataset;
    });
    this.video.addEventListener('click', (event) => {
      this.player.focus({ preventScroll: true });
      // The first touch shows the bar; only the next one stops.
      if (!(wasIdle && event instanceof PointerEvent && event.pointerType === 'touch')) {
        this.togglePlay();
      }
    });
    this.video.addEventListener('dblclick', () => this.toggleFullScreen());
  }

  /** Starts playing, muted if the browser allows nothing else; where it allows nothing, the big button stays. */
  async start(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.soundIsChosen = false;
        this.video.muted = true;
        await this.video.play().catch(() => undefined);
      }
    }
    this.update();
  }

  togglePlay(): void {
    if (this.video.paused) {
      this.source()?.resumed();
      void this.start();
    } else {
      this.video.pause();
    }
  }

  private toggleMute(): void {
    this.soundIsChosen = true;
    this.video.muted = !this.video.muted;
    if (!this.video.muted && this.video.volume === 0) {
      this.video.volume = 1;
    }
  }

  private setVolume(volume: number): void {
    this.soundIsChosen = true;
    this.video.volume = clamp(volume, 0, 1);
    this.video.muted = this.video.volume === 0;
  }

  private onVolume(): void {
    if (this.soundIsChosen) {
      rememberSound(this.video);
    }
    this.update();
  }

  private jumpToLive(): void {
    this.source()?.jumpToLive();
    void this.start();
  }

  private togglePip(): void {
    const done = document.pictureInPictureElement ? document.exitPictureInPicture() : this.video.requestPictureInPicture();
    void done.catch(() => undefined);
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

  private async share(): Promise<void> {
    const moment = this.source()?.momentAt(this.video.currentTime) ?? null;
    const link = linkTo(location.origin, this.streamId, moment);
    if (!(await copy(link))) {
      toast(this.words.copyByHand(link));
    } else {
      toast(moment === null ? this.words.copiedPage : this.words.copied(clock(new Date(moment), new Date())));
    }
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const onButton = target.matches('button, a') && [' ', 'Enter'].includes(event.key);
    const inPlayer = this.player.contains(target);
    const scrolls = ['ArrowUp', 'ArrowDown'].includes(event.key) && !inPlayer;
    const isOff = !this.characterKeys.areOn && isCharacter(event.key, inPlayer);
    if (event.ctrlKey || event.altKey || event.metaKey || target.matches(TYPING) || onButton || scrolls || isOff || this.help.isOpen()) {
      return;
    }
    const command = commandOf(event.key);
    if (command && !this.bar.hidden && this.run(command)) {
      event.preventDefault();
      this.wake();
    }
  }

  /** @return false if there is nothing here to do it with */
  private run(command: Command): boolean {
    const range = this.dvr.range();
    switch (command.what) {
      case 'play':
        this.togglePlay();
        return true;
      case 'mute':
        this.toggleMute();
        return true;
      case 'full-screen':
        this.toggleFullScreen();
        return true;
      case 'pip':
        this.togglePip();
        return true;
      case 'live':
        this.jumpToLive();
        return true;
      case 'help':
        this.help.toggle();
        return true;
      case 'volume':
        this.setVolume(this.video.volume + command.by);
        return true;
      case 'seek':
        if (range) {
          this.dvr.seekTo(clamp(this.video.currentTime + command.by, range.start, range.end));
        }
        return range !== null;
      case 'share-of-window':
        if (range) {
          this.dvr.seekTo(range.start + command.share * (range.end - range.start));
        }
        return range !== null;
    }
  }

  /** Shows the bar, and hides it again while nothing moves. */
  private wake(): void {
    delete this.player.dataset['idle'];
    clearTimeout(this.hideTimer);
    this.hideTimer = setTimeout(() => {
      if (!this.video.paused && !this.bar.querySelector(':focus-visible') && !this.quality.isOpen()) {
        this.player.dataset['idle'] = '';
      }
    }, HIDE_AFTER_MS);
  }

  update(): void {
    const { paused, muted, volume } = this.video;
    const inPip = document.pictureInPictureElement === this.video;
    const full = document.fullscreenElement !== null;
    this.player.dataset['playback'] = paused ? 'paused' : 'playing';
    this.player.dataset['sound'] = muted ? 'off' : 'on';
    this.player.dataset['screen'] = full ? 'full' : 'part';
    name(this.play, paused ? this.words.play : this.words.pause);
    name(this.mute, muted ? this.words.unmute : this.words.mute);
    name(this.fullScreen, full ? this.words.leaveFullScreen : this.words.fullScreen);
    name(this.pip, inPip ? this.words.leavePip : this.words.pip);
    name(byId('share'), this.words.share);
    name(byId('help-open'), this.words.keys);
    this.volume.value = String(muted ? 0 : Math.round(volume * 100));
    this.volume.style.setProperty('--filled', `${this.volume.value}%`);
    const ready = this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    this.player.dataset['picture'] = String(ready);
    const shown = this.player.dataset['stage'] === 'live';
    byId('big-play').hidden = !(shown && paused && ready);
    byId('unmute').hidden = !(shown && muted && !paused);
    this.badge.update();
    this.dvr.update();
    this.quality.update();
  }
}

function name(button: HTMLElement, label: string): void {
  if (button.title !== label) {
    button.title = label;
    button.setAttribute('aria-label', label);
  }
}
