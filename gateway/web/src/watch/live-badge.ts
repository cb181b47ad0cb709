import { byId, setText } from '../dom';
import { behind } from '../format';
import { texts } from '../language';
import type { Source } from './source';
import { TEXTS } from './texts';
import { distance } from './wall-clock';

/** Being this much farther from live than meant is no longer called live. */
const LATE_BY_SECONDS = 4;
/** Digits that change more often than this cannot be read. */
const TOLD_EVERY_MS = 1_000;
/** How much of what was told stays in what is told next. */
const INERTIA = 0.6;

/** Says how far behind live the picture is, and leads there. */
export class LiveBadge {
  private readonly words = texts(TEXTS);
  private readonly player = byId('player');
  private readonly button = byId<HTMLButtonElement>('live');
  private told: number | null = null;
  private toldAt = -Infinity;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly source: () => Source | null,
  ) {}

  update(): void {
    const source = this.source();
    const fromEdge = source?.behindLive() ?? null;
    const behindNow =
      source && fromEdge !== null ? distance(source.momentAt(this.video.currentTime), Date.now(), fromEdge) : null;
    this.player.dataset['behind'] = behindNow?.toFixed(2) ?? 'unknown';
    this.button.hidden = fromEdge === null;
    const late = source !== null && fromEdge !== null && (!source.isFollowing() || fromEdge > source.target() + LATE_BY_SECONDS);
    const now = performance.now();
    if (String(late) === this.button.dataset['late'] && now - this.toldAt < TOLD_EVERY_MS) {
      return;
    }
    this.toldAt = now;
    this.told = behindNow === null ? null : this.smooth(behindNow);
    this.show(late);
  }

  /** A small change is noise, a great one a seek. */
  private smooth(now: number): number {
    return this.told === null || Math.abs(now - this.told) > 2 ? now : INERTIA * this.told + (1 - INERTIA) * now;
  }

  private show(late: boolean): void {
    const words = this.told === null ? '' : behind(this.told);
    this.button.dataset['late'] = String(late);
    this.button.disabled = !late;
    setText(byId('live-text'), late ? this.words.jumpToLive : this.words.live);
    setText(byId('behind'), words && this.words.behind(words));
  }
}
