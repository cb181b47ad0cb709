import type { DanmakuSettings } from './danmaku-settings';
import type { Mode } from './frames';
import { head, Lanes, Places } from './lanes';

/** A fixed message stands this long. */
const STAND_MS = 4_500;
/** Nobody waits longer than this for a lane. */
const WAIT_MS = 1_000;
const MAX_WAITING = 200;
/** The player's controls are at the bottom. */
const BOTTOM_MARGIN = 52;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Thing extends Size {
  readonly mode: Mode;
}

export interface Flight<T extends Thing> {
  readonly thing: T;
  readonly start: number;
  readonly duration: number;
  readonly y: number;
}

/** What is over the picture and where, by a clock of its own that stands while the picture does. Pure: it draws nothing. */
export class Flights<T extends Thing> {
  readonly flying: Flight<T>[] = [];
  private readonly waiting: { readonly thing: T; readonly since: number }[] = [];
  private readonly lanes: Lanes;
  /** Each has half of what is above the controls, so that on a small picture they do not meet. */
  private readonly top: Places;
  private readonly bottom: Places;
  /** What found no place. */
  dropped = 0;

  constructor(
    private readonly area: Size,
    private readonly lane: number,
    private readonly settings: Pick<DanmakuSettings, 'area' | 'limit' | 'noOverlap' | 'speed'>,
  ) {
    const count = Math.max(1, Math.floor((area.height * settings.area) / lane));
    this.lanes = new Lanes(area.width, count);
    const rows = Math.max(1, Math.floor((area.height - BOTTOM_MARGIN) / lane));
    const low = Math.floor(rows / 2);
    this.top = new Places(Math.min(count, rows - low));
    // Where there is one row, they take turns in it.
    this.bottom = low > 0 ? new Places(Math.min(count, low)) : this.top;
  }

  /** How long it takes to cross: longer where there is more to cross, so that it can be read. */
  get crossing(): number {
    const seconds = Math.min(10, Math.max(5, 4 + this.area.width / 250));
    return (seconds * 1_000) / this.settings.speed;
  }

  /** Lets it take off, now or as soon as there is a lane within a moment. */
  add(thing: T, now: number): void {
    if (!this.launch(thing, now)) {
      if (this.waiting.length >= MAX_WAITING) {
        this.dropped++;
      } else {
        this.waiting.push({ thing, since: now });
      }
    }
  }

  /** Puts it where it would be had it taken off at `start`, if there is room: what is under way after a seek. */
  place(thing: T, start: number, now: number): void {
    const duration = thing.mode === 'scroll' ? this.crossing : STAND_MS;
    if (now - start < duration) {
      this.launch(thing, start);
    }
  }

  /** Lands what is through, and lets off what waited. */
  move(now: number): void {
    keep(this.flying, ({ start, duration }) => now - start < duration);
    const waited = this.waiting.splice(0);
    for (const each of waited) {
      if (now - each.since > WAIT_MS) {
        this.dropped++;
      } else if (!this.launch(each.thing, now)) {
        this.waiting.push(each);
      }
    }
  }

  x(flight: Flight<T>, now: number): number {
    const { thing, start, duration } = flight;
    return thing.mode === 'scroll'
      ? head({ start, duration, width: thing.width }, this.area.width, now)
      : (this.area.width - thing.width) / 2;
  }

  get busy(): boolean {
    return this.flying.length > 0 || this.waiting.length > 0;
  }

  private launch(thing: T, start: number): boolean {
    if (this.flying.length >= this.settings.limit) {
      return false;
    }
    const duration = thing.mode === 'scroll' ? this.crossing : STAND_MS;
    const row = this.row(thing, duration, start);
    if (row === null) {
      return false;
    }
    const y = thing.mode === 'bottom' ? Math.max(0, this.area.height - BOTTOM_MARGIN - (row + 1) * this.lane) : row * this.lane;
    this.flying.push({ thing, start, duration, y });
    return true;
  }

  private row(thing: T, duration: number, start: number): number | null {
    if (thing.mode === 'scroll') {
      const row = this.lanes.take(thing.width, duration, start);
      return row ?? (this.settings.noOverlap ? null : this.lanes.squeeze(thing.width, duration, start));
    }
    const places = thing.mode === 'top' ? this.top : this.bottom;
    return places.take(duration, start) ?? (this.settings.noOverlap ? null : places.squeeze(duration, start));
  }
}

/** Keeps those that are to stay, in their order and in place. */
function keep<E>(all: E[], stays: (each: E) => boolean): void {
  let kept = 0;
  for (const each of all) {
    if (stays(each)) {
      all[kept++] = each;
    }
  }
  all.length = kept;
}
