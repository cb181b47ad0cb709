import { element, setText } from '../dom';
import { button } from './parts';
import type { Texts } from './texts';

/** Those the server takes. */
export const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🔥', '👏', '🎉'] as const;
/** The server takes 50 in 10 s, of all guests of an address together. */
const MOST = 20;
const WITHIN_MS = 10_000;
/** At once over the picture. */
const MAX_FLOATING = 40;
const MAX_FLOATING_OF_ONE = 8;
const SPREAD_MS = 900;
const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** How often somebody may do something; pure. */
export class Pace {
  private readonly times: number[] = [];

  allows(now: number): boolean {
    while (this.times[0] !== undefined && now - this.times[0] >= WITHIN_MS) {
      this.times.shift();
    }
    if (this.times.length >= MOST) {
      return false;
    }
    this.times.push(now);
    return true;
  }
}

/** What was felt: a row of emoji with how often, and each floats up over the picture. */
export class Reactions {
  readonly element = element('div', 'room-reactions');
  private readonly layer = element('div', 'reactions');
  private readonly pace = new Pace();
  private readonly totals = new Map<string, number>();
  private readonly numbers = new Map<string, HTMLElement>();
  /** One's own float at once, and not again when they are counted. */
  private readonly ahead = new Map<string, number>();

  constructor(
    texts: Texts,
    overlay: HTMLElement,
    private readonly still: boolean,
    private readonly onReaction: (emoji: string) => boolean,
  ) {
    overlay.append(this.layer);
    this.element.setAttribute('role', 'group');
    for (const emoji of REACTIONS) {
      const number = element('span', 'count');
      this.numbers.set(emoji, number);
      const face = element('span', 'face', emoji);
      const react = button('', face, () => this.react(emoji), texts.react(emoji));
      react.append(number);
      this.element.append(react);
    }
  }

  counted(counts: ReadonlyMap<string, number>): void {
    for (const [emoji, count] of counts) {
      const number = this.numbers.get(emoji);
      if (number && count > 0) {
        const total = (this.totals.get(emoji) ?? 0) + count;
        this.totals.set(emoji, total);
        setText(number, COUNT.format(total));
        const own = Math.min(count, this.ahead.get(emoji) ?? 0);
        this.ahead.set(emoji, (this.ahead.get(emoji) ?? 0) - own);
        this.float(emoji, Math.min(MAX_FLOATING_OF_ONE, count - own));
      }
    }
  }

  private react(emoji: string): void {
    if (this.pace.allows(performance.now()) && this.onReaction(emoji)) {
      this.ahead.set(emoji, (this.ahead.get(emoji) ?? 0) + 1);
      this.float(emoji, 1);
    }
  }

  private float(emoji: string, count: number): void {
    for (let n = 0; n < count && !this.still && !document.hidden && this.layer.childElementCount < MAX_FLOATING; n++) {
      const one = element('span', 'floating', emoji);
      one.style.setProperty('--at', `${Math.round(Math.random() * 100)}%`);
      one.style.animationDelay = `${Math.round((n * SPREAD_MS) / count)}ms`;
      one.addEventListener('animationend', () => one.remove());
      this.layer.append(one);
    }
  }
}
