import { type DanmakuSettings, mayFly, type SettingsStore } from './danmaku-settings';
import { Flights, type Thing } from './flights';
import type { Message } from './frames';
import { momentOf, type Reel } from './reel';
import { lineHeight, type Sprite, Sprites } from './sprites';

/** Sharper than this nobody sees on what moves. */
const MAX_RATIO = 2;
/** New texts drawn in one frame; the others take the next one. */
const MAX_NEW_A_FRAME = 16;
const MAX_QUEUED = 400;
/** After a longer pause, as of a page in the background, it goes on from where the picture is. */
const JUMP_MS = 1_000;
/** The picture's time moves by whole frames; what stands longer than this has stalled. */
const STALL_MS = 400;
const PREPARE_EVERY_MS = 500;
/** On the width of a desktop's player; it shrinks with the picture. */
const FONT = { share: 36, min: 15, max: 26 } as const;

interface Flying extends Thing {
  readonly id: string;
  readonly sprite: Sprite;
}

export interface Picture {
  now(): number | null;
  playing(): boolean;
}

/** Draws messages over the picture, each when its picture comes. */
export class Danmaku {
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d');
  private readonly sprites = new Sprites();
  private flights: Flights<Flying>;
  private queue: Message[] = [];
  /** ms; stands while the picture does. */
  private clock = 0;
  private lastFrame = 0;
  private playhead: number | null = null;
  private movedAt = 0;
  private preparedAt = -Infinity;
  private running = false;
  private ratio = 1;
  private fontSize: number = FONT.max;
  private me: string | null = null;

  constructor(
    private readonly overlay: HTMLElement,
    private readonly picture: Picture,
    private readonly reel: Reel,
    private readonly store: SettingsStore,
  ) {
    this.canvas.className = 'danmaku-canvas';
    overlay.append(this.canvas);
    this.flights = this.laidOut();
    new ResizeObserver(() => this.refill()).observe(overlay);
    store.on(() => this.refill());
    document.addEventListener('visibilitychange', () => this.wake());
  }

  is(userId: string): void {
    this.me = userId;
  }

  /** Said just now: its picture may be there, may be yet to come, or be long gone. */
  said(message: Message): void {
    // As of the last frame: what lies between that and the picture's time is let off by the next one.
    const playhead = this.running ? this.playhead : this.picture.now();
    const moment = momentOf(message.mediaTime, playhead);
    if (moment === 'now' || (moment === 'never' && playhead !== null && message.user.id === this.me)) {
      this.enqueue(message);
    }
    this.wake();
  }

  remove(id: string): void {
    this.queue = this.queue.filter((message) => message.id !== id);
    const gone = this.flights.flying.findIndex(({ thing }) => thing.id === id);
    if (gone >= 0) {
      this.flights.flying.splice(gone, 1);
      this.draw();
    }
  }

  /** The picture has jumped, or begun to move, or stopped. */
  moved(): void {
    const now = this.picture.now();
    if (now === null || this.playhead === null || Math.abs(now - this.playhead) > JUMP_MS) {
      this.refill();
    }
    this.wake();
  }

  /** Clears, and puts everything where it belongs at this picture. */
  private refill(): void {
    this.flights = this.laidOut();
    this.queue = [];
    this.playhead = this.picture.now();
    if (this.playhead !== null && this.settings.on) {
      this.prepare(performance.now());
      for (const message of this.reel.between(this.playhead - this.flights.crossing, this.playhead)) {
        if (mayFly(this.settings, message)) {
          this.flights.place(this.flying(message), this.clock - (this.playhead - (message.mediaTime ?? 0)), this.clock);
        }
      }
    }
    this.draw();
    this.wake();
  }

  private get settings(): DanmakuSettings {
    return this.store.now;
  }

  private laidOut(): Flights<Flying> {
    const { clientWidth: width, clientHeight: height } = this.overlay;
    const ratio = Math.min(MAX_RATIO, devicePixelRatio || 1);
    const fontSize = Math.round(Math.min(FONT.max, Math.max(FONT.min, width / FONT.share)) * this.settings.size);
    if (ratio !== this.ratio || fontSize !== this.fontSize) {
      this.sprites.clear();
    }
    this.ratio = ratio;
    this.fontSize = fontSize;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.hidden = !this.settings.on;
    return new Flights({ width, height }, lineHeight(fontSize), this.settings);
  }

  private flying(message: Message): Flying {
    const own = message.user.id === this.me;
    const sprite = this.sprites.of({ text: message.text, color: message.color, fontSize: this.fontSize, own, ratio: this.ratio });
    // What is too long to stand in the picture crosses it.
    const mode = sprite.width > this.overlay.clientWidth ? 'scroll' : message.mode;
    return { id: message.id, mode, width: sprite.width, height: sprite.height, sprite };
  }

  private enqueue(message: Message): void {
    if (this.settings.on && mayFly(this.settings, message) && this.queue.length < MAX_QUEUED) {
      this.queue.push(message);
    }
  }

  private prepare(now: number): void {
    if (this.playhead !== null && now - this.preparedAt >= PREPARE_EVERY_MS) {
      this.preparedAt = now;
      this.reel.prepare(this.playhead, this.flights.crossing, now, (start) => this.arrived(start));
    }
  }

  /** What was fetched too late belongs partly to pictures that are over: it is under way by now. */
  private arrived(start: number): void {
    if (this.playhead !== null && start <= this.playhead) {
      this.refill();
    }
  }

  private wake(): void {
    if (!this.running && this.settings.on && !document.hidden) {
      this.running = true;
      this.lastFrame = performance.now();
      this.movedAt = this.lastFrame;
      requestAnimationFrame((now) => this.frame(now));
    }
  }

  /** Nothing runs while nothing moves. */
  private frame(now: number): void {
    this.running = false;
    if (!this.settings.on || document.hidden) {
      return;
    }
    const passed = now - this.lastFrame;
    if (passed > JUMP_MS) {
      this.refill();
      return;
    }
    const next = this.picture.now();
    if (next !== this.playhead) {
      this.movedAt = now;
    }
    this.advance(next);
    const moves = this.picture.playing() && now - this.movedAt < STALL_MS;
    if (moves) {
      this.clock += Math.max(0, passed);
    }
    this.lastFrame = now;
    this.launch();
    this.flights.move(this.clock);
    this.prepare(now);
    this.draw();
    if (this.picture.playing() || this.queue.length > 0) {
      this.running = true;
      requestAnimationFrame((at) => this.frame(at));
    }
  }

  private advance(next: number | null): void {
    const last = this.playhead;
    this.playhead = next;
    if (last === null || next === null || next <= last) {
      return;
    }
    if (next - last > JUMP_MS) {
      this.refill();
    } else {
      this.reel.between(last, next).forEach((message) => this.enqueue(message));
    }
  }

  private launch(): void {
    for (const message of this.queue.splice(0, MAX_NEW_A_FRAME)) {
      this.flights.add(this.flying(message), this.clock);
    }
  }

  private draw(): void {
    const context = this.context;
    if (!context) {
      return;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.globalAlpha = this.settings.opacity;
    for (const flight of this.flights.flying) {
      // Between pixels it would be interpolated, which costs most of a frame where no GPU helps.
      context.drawImage(flight.thing.sprite.image, Math.round(this.flights.x(flight, this.clock) * this.ratio), Math.round(flight.y * this.ratio));
    }
  }
}
