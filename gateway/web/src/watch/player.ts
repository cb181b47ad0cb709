import { type LiveStream, liveStream } from '../api';
import { byId, setText } from '../dom';
import { hue, initial } from '../format';
import { texts } from '../language';
import { poll, type Polling } from '../polling';
import { posterOf } from '../poster';
import { ApiError } from '../problem';
import type { Playhead } from '../room/room';
import { admit, mediaPath, type Refusal, refusalOf, statusOf, takeToken } from './admission';
import { Controls } from './controls';
import { openSource, type Source } from './source';
import { type Facts, isStuck, shouldPlay, type Stage, stageOf } from './stage';
import { TEXTS } from './texts';
import { toast } from './toast';

const POLL_MS = 5_000;
const POLL_HIDDEN_MS = 30_000;
/** A shorter pause, as after a seek, is not worth a word. */
const STALL_MS = 1_200;
const WATCHDOG_MS = 1_000;

const BUSY: readonly Stage[] = ['loading', 'waiting', 'reconnecting', 'error'];
const LEADS_AWAY: readonly Stage[] = ['waiting', 'ended', 'not-found', 'error', 'link-needed', 'link-over', 'link-foreign'];

export interface PlayerListener {
  /** The API told of the stream; again every few seconds. */
  onStream(stream: LiveStream): void;
  onStage(stage: Stage, replaying: boolean): void;
  /** It is known whether the link lets the viewer in. */
  onAdmitted?(): void;
}

/** One stream's player, in the page's `#player`. All it shows follows from its facts. */
export class Player {
  readonly playhead: Playhead;
  private readonly words = texts(TEXTS);
  private readonly element = byId('player');
  private readonly video = byId<HTMLVideoElement>('video');
  private readonly controls: Controls;
  private facts: Facts = { status: 'unknown', playback: 'none', hasPlayed: false, replaying: false, refusal: null };
  private source: Source | null = null;
  private supported = true;
  private canReplay = false;
  private stallTimer: ReturnType<typeof setTimeout> | undefined;
  private movedAt = performance.now();
  private lastTime = 0;
  /** Of the link the viewer came by, as far as it is valid. */
  private token: string | null = null;
  private admission: Promise<void> = Promise.resolve();
  /** Whether the viewer could once watch by a link, this one or another. */
  private hadLink = false;
  private polling: Polling | null = null;

  /**
   * @param moment to begin at, in ms since the epoch; null for live
   */
  constructor(
    private readonly id: string,
    private moment: number | null,
    private readonly listener: PlayerListener,
  ) {
    this.controls = new Controls(this.video, () => this.source, id);
    this.playhead = {
      now: () => this.source?.momentAt(this.video.currentTime) ?? null,
      playing: () => !this.video.paused && !this.video.ended && this.facts.playback === 'playing',
      on: (listen) => {
        for (const event of ['seeked', 'playing', 'pause']) {
          this.video.addEventListener(event, listen);
        }
      },
    };
    this.element.tabIndex = -1;
    this.onVideo();
    byId('try-again').addEventListener('click', () => this.learn(this.restart()));
    byId('replay').addEventListener('click', () => this.learn({ ...this.restart(), replaying: true }));
    window.addEventListener('online', () => this.source?.hurry());
    document.addEventListener('visibilitychange', () => this.source?.hurry());
    setInterval(() => this.watch(), WATCHDOG_MS);
    window.addEventListener('hashchange', () => this.present(takeToken()));
    this.present(takeToken());
    this.polling = poll(() => this.refresh(), POLL_MS, POLL_HIDDEN_MS);
  }

  /** When it is known who the viewer is: at once, but for who came by a link. */
  admitted(): Promise<void> {
    return this.admission;
  }

  /** Of the link the viewer came by; null without one that is valid. */
  playbackToken(): string | null {
    return this.token;
  }

  /** The viewer came by a link with this token, perhaps while the page was there already. */
  private present(token: string | null): void {
    if (token === null) {
      return;
    }
    this.token = token;
    this.hadLink = true;
    this.facts = { ...this.facts, ...this.restart(), status: 'unknown', refusal: null };
    this.show('loading');
    this.admission = admit(token).then((valid) => {
      this.token = valid ? token : null;
      this.listener.onAdmitted?.();
    });
    this.polling?.soon();
  }

  private refuse(refusal: Refusal): void {
    this.learn({ ...this.restart(), refusal });
  }

  /** The media, for this viewer. */
  private url(): string {
    return mediaPath(`/live/${this.id}/index.m3u8`, this.token);
  }

  private onVideo(): void {
    const { video } = this;
    video.addEventListener('playing', () => {
      clearTimeout(this.stallTimer);
      this.learn({ playback: 'playing', hasPlayed: true });
    });
    video.addEventListener('pause', () => {
      if (!video.ended && this.facts.playback === 'playing') {
        this.learn({ playback: 'paused' });
      }
    });
    video.addEventListener('waiting', () => {
      clearTimeout(this.stallTimer);
      this.stallTimer = setTimeout(() => {
        if (this.facts.playback === 'playing') {
          this.learn({ playback: 'stalled' });
        }
      }, STALL_MS);
    });
    video.addEventListener('loadeddata', () => this.goToMoment());
    video.addEventListener('ended', () => this.learn({ playback: 'ended' }));
  }

  private learn(news: Partial<Facts>): void {
    this.facts = { ...this.facts, ...news };
    const { playback } = this.facts;
    if (shouldPlay(this.facts) && this.supported && !this.source) {
      this.open();
    } else if (!shouldPlay(this.facts) && this.source && playback !== 'playing' && playback !== 'paused') {
      this.source.close();
      this.source = null;
    }
    this.show(this.supported ? stageOf(this.facts) : 'error');
  }

  private open(): void {
    this.facts = { ...this.facts, playback: 'loading' };
    this.movedAt = performance.now();
    this.source = openSource(this.video, this.url(), {
      onRetry: () => {
        if (this.facts.playback === 'paused') {
          return;
        }
        if (this.facts.playback !== 'playing' || this.video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) {
          this.learn({ playback: 'retrying' });
        }
      },
      onFallBack: () => toast(this.words.encrypted),
      onRefused: (status) => {
        const refusal = refusalOf(status, this.hadLink);
        if (refusal) {
          this.refuse(refusal);
        }
      },
      onQualities: () => this.controls.update(),
    });
    this.supported = this.source !== null;
    void this.controls.start();
  }

  /** What went live again after its end is another broadcast. */
  private restart(): Partial<Facts> {
    this.source?.close();
    this.source = null;
    return { playback: 'none', hasPlayed: false, replaying: false };
  }

  /** The link may have named a moment. */
  private goToMoment(): void {
    const moment = this.moment;
    const range = this.source?.range() ?? null;
    if (moment === null || !this.source || !range) {
      return;
    }
    this.moment = null;
    const position = this.source.positionOf(moment);
    if (position !== null && position >= range.start) {
      this.source.seek(position);
    } else if (moment < (this.source.momentAt(range.start) ?? moment)) {
      this.source.seek(range.start);
      toast(this.words.momentGone);
    } else {
      toast(this.words.momentToCome);
    }
  }

  /** Whatever keeps the picture still, nobody should need to reload the page. */
  private watch(): void {
    const now = performance.now();
    // A picture that stands falls behind live, too.
    this.controls.update();
    if (this.video.currentTime !== this.lastTime) {
      this.lastTime = this.video.currentTime;
      this.movedAt = now;
    } else if (this.source && isStuck(this.facts, now - this.movedAt)) {
      const { hasPlayed } = this.facts;
      this.moment ??= this.source.isFollowing() ? null : this.source.momentAt(this.video.currentTime);
      this.learn({ ...this.restart(), hasPlayed });
    }
  }

  private show(stage: Stage): void {
    this.element.dataset['stage'] = stage;
    byId('notice').hidden = stage === 'live';
    byId('controls').hidden = stage !== 'live' && stage !== 'reconnecting';
    if (stage !== 'live') {
      const notice = this.words.notices[stage === 'waiting' && this.facts.hasPlayed ? 'offAir' : stage];
      setText(byId('notice-title'), notice.title);
      setText(byId('notice-text'), this.supported ? notice.text : this.words.noHls);
      byId('spinner').hidden = !BUSY.includes(stage) || !this.supported;
      byId('to-front').hidden = !LEADS_AWAY.includes(stage);
      byId('try-again').hidden = stage !== 'error';
      byId('replay').hidden = stage !== 'ended' || !this.canReplay;
    }
    this.listener.onStage(stage, this.facts.replaying);
    this.controls.update();
  }

  private async refresh(): Promise<void> {
    const { admission } = this;
    // By its cookie the API knows who may see a signed stream.
    await admission;
    try {
      const stream = await liveStream(this.id);
      if (admission !== this.admission) {
        return;
      }
      this.hadLink ||= stream.playbackPolicy === 'signed';
      this.picture(stream);
      this.listener.onStream(stream);
      this.canReplay = (stream.dvrWindowSeconds ?? 0) > 0;
      const again = this.facts.playback === 'ended' && this.facts.status !== 'active' && stream.status === 'active';
      const admitted = stream.playbackPolicy === 'public' || this.facts.refusal === 'link-needed';
      this.learn({ ...(again ? this.restart() : {}), ...(admitted ? { refusal: null } : {}), status: stream.status });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        await this.lookForMedia();
      } else if (this.facts.status === 'unknown') {
        this.learn({ status: 'unknown' });
      }
    }
  }

  /** The API shows a signed stream only to those whose cookie lets them watch it. Whether there is one, and whether a link helps, its media tells. */
  private async lookForMedia(): Promise<void> {
    if (this.facts.refusal !== null) {
      return;
    }
    const { admission, token } = this;
    const answer = await statusOf(this.url());
    const refusal = refusalOf(answer, this.hadLink);
    if (admission !== this.admission) {
      return;
    }
    if (refusal) {
      this.refuse(refusal);
    } else if (answer === 200 || (token !== null && answer !== 404)) {
      this.learn({ status: 'unknown' });
    } else {
      this.learn({ status: token === null ? 'missing' : 'idle' });
    }
  }

  /** What is seen behind the notices: the newest picture there was, else the stream's colour and letter. */
  private picture(stream: LiveStream): void {
    const backdrop = byId('backdrop');
    backdrop.style.setProperty('--hue', String(hue(stream.id)));
    setText(backdrop, initial(stream.title));
    const path = posterOf(stream, new Date());
    if (path && !this.video.poster) {
      const poster = mediaPath(path, this.token);
      this.video.poster = poster;
      backdrop.style.backgroundImage = `url("${poster}")`;
      backdrop.dataset['poster'] = '';
    }
  }
}
