import { byId, setText } from '../dom';
import { behind, clock } from '../format';
import { texts } from '../language';
import { isShown, keyed, positionUnder, type Range, shareOf } from './dvr';
import type { Source } from './source';
import { TEXTS } from './texts';

/** Closer to the end than this, a seek means live. */
const LIVE_WITHIN_SECONDS = 2;

/** The bar over all that can be watched, a slider for pointers, fingers and keys. */
export class DvrBar {
  private readonly words = texts(TEXTS);
  private readonly bar = byId('dvr');
  private readonly tip = byId('dvr-tip');
  private readonly heat = byId('heat');
  private dragged: number | null = null;
  /** What can be watched while it is dragged: it does not move away under the finger. */
  private held: Range | null = null;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly source: () => Source | null,
    private readonly seek: (position: number) => void,
  ) {
    this.bar.addEventListener('pointerdown', (event) => this.take(event));
    this.bar.addEventListener('pointermove', (event) => this.point(event));
    this.bar.addEventListener('pointerup', (event) => this.drop(event));
    this.bar.addEventListener('pointercancel', () => this.letGo());
    this.bar.addEventListener('pointerleave', () => {
      this.tip.hidden = this.dragged === null;
    });
    this.bar.addEventListener('keydown', (event) => this.onKey(event));
    this.bar.addEventListener('focus', () => this.tell());
  }

  /** What can be watched; null where that is too little for a bar. */
  range(): Range | null {
    const range = this.held ?? this.source()?.range() ?? null;
    return isShown(range) ? range : null;
  }

  /** Seeks, and to live where that is meant. */
  seekTo(position: number): void {
    const range = this.range();
    if (range && this.isLive(range, position)) {
      this.source()?.jumpToLive();
    } else {
      this.seek(position);
    }
  }

  private isLive(range: Range, position: number): boolean {
    return this.source()?.behindLive() != null && range.end - position < LIVE_WITHIN_SECONDS;
  }

  update(): void {
    const range = this.range();
    this.bar.hidden = range === null;
    if (!range) {
      return;
    }
    const position = this.dragged ?? this.shown(range);
    this.bar.style.setProperty('--played', String(shareOf(range, position)));
    const { buffered } = this.video;
    const end = buffered.length > 0 ? buffered.end(buffered.length - 1) : position;
    this.bar.style.setProperty('--buffered', String(shareOf(range, Math.max(end, position))));
    this.heat.dataset['from'] = String(Math.round(this.source()?.momentAt(range.start) ?? 0));
    this.heat.dataset['to'] = String(Math.round(this.source()?.momentAt(range.end) ?? 0));
    if (document.activeElement !== this.bar) {
      this.tell();
    }
  }

  /** Whoever is at live sees a full bar, not one that trembles before its end. */
  private shown(range: Range): number {
    const source = this.source();
    const near = range.end - this.video.currentTime < (source?.target() ?? 0) + LIVE_WITHIN_SECONDS;
    return source?.isFollowing() && near ? range.end : this.video.currentTime;
  }

  /** For screen readers, which read each change of a focused slider: so then only at its own keys. */
  private tell(position = this.video.currentTime): void {
    const range = this.range();
    if (range) {
      this.bar.setAttribute('aria-valuemax', String(Math.round(range.end - range.start)));
      this.bar.setAttribute('aria-valuenow', String(Math.round(shareOf(range, position) * (range.end - range.start))));
      this.bar.setAttribute('aria-valuetext', this.inWords(range, position));
    }
  }

  private inWords(range: Range, position: number): string {
    if (this.isLive(range, position)) {
      return this.words.live;
    }
    const clock = this.clockAt(position);
    return this.source()?.behindLive() == null ? clock : this.words.atMoment(clock, behind(range.end - position));
  }

  private clockAt(position: number): string {
    const moment = this.source()?.momentAt(position) ?? null;
    return moment === null ? '' : clock(new Date(moment), new Date());
  }

  private take(event: PointerEvent): void {
    this.held = this.range();
    if (event.button === 0 && this.held) {
      this.bar.setPointerCapture(event.pointerId);
      this.point(event, true);
    } else {
      this.held = null;
    }
  }

  private point(event: PointerEvent, taking = false): void {
    const range = this.range();
    if (!range) {
      return;
    }
    const { left, width } = this.bar.getBoundingClientRect();
    const position = positionUnder(range, event.clientX, left, width);
    if (taking || this.dragged !== null) {
      this.dragged = position;
      this.update();
    }
    this.tip.hidden = false;
    setText(this.tip, `${this.clockAt(position)} · −${behind(range.end - position)}`);
    const half = this.tip.offsetWidth / 2;
    this.tip.style.left = `${Math.min(width - half, Math.max(half, shareOf(range, position) * width))}px`;
  }

  private drop(event: PointerEvent): void {
    if (this.dragged !== null) {
      this.seekTo(this.dragged);
      this.letGo();
      this.tip.hidden = event.pointerType !== 'mouse';
    }
  }

  private letGo(): void {
    this.dragged = null;
    this.held = null;
    this.tip.hidden = true;
    this.update();
  }

  private onKey(event: KeyboardEvent): void {
    const range = this.range();
    const to = range && keyed(range, this.video.currentTime, event.key);
    if (to !== null) {
      event.preventDefault();
      event.stopPropagation();
      this.seekTo(to);
      this.tell(to);
    }
  }
}
