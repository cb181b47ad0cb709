import type { Message } from './frames';

const STORED = 'hw-danmaku';
const MAX_KEYWORDS = 50;
const MAX_KEYWORD_LENGTH = 50;
const MAX_USERS = 200;

/** How much of the picture's height messages may cross. */
export const AREAS = [0.25, 0.5, 0.75, 1] as const;
/** How many messages may be on the picture at once. */
export const LIMITS = [20, 60, 150, 400] as const;
/** Inclusive bounds of what can be slid. */
export const RANGES = {
  opacity: { min: 0.2, max: 1, step: 0.1 },
  size: { min: 0.6, max: 1.8, step: 0.1 },
  speed: { min: 0.5, max: 2, step: 0.1 },
} as const;

export interface DanmakuSettings {
  readonly on: boolean;
  readonly opacity: number;
  readonly size: number;
  readonly speed: number;
  readonly area: number;
  readonly limit: number;
  readonly noOverlap: boolean;
  readonly hideScroll: boolean;
  readonly hideTop: boolean;
  readonly hideBottom: boolean;
  readonly hideColour: boolean;
  readonly keywords: readonly string[];
  readonly users: readonly { readonly id: string; readonly name: string }[];
}

/** What holds until somebody chooses; what moves is off for those who asked their system for less of it. */
export function defaults(reducedMotion: boolean): DanmakuSettings {
  return {
    on: !reducedMotion,
    opacity: 1,
    size: 1,
    speed: 1,
    area: 0.75,
    limit: 150,
    noOverlap: true,
    hideScroll: false,
    hideTop: false,
    hideBottom: false,
    hideColour: false,
    keywords: [],
    users: [],
  };
}

/** What is stored, as far as it makes sense. */
export function parseSettings(stored: string | null, otherwise: DanmakuSettings): DanmakuSettings {
  let json: unknown;
  try {
    json = JSON.parse(stored ?? '{}');
  } catch {
    json = null;
  }
  const given = (typeof json === 'object' && json !== null ? json : {}) as Partial<Record<keyof DanmakuSettings, unknown>>;
  const flag = (key: 'on' | 'noOverlap' | 'hideScroll' | 'hideTop' | 'hideBottom' | 'hideColour'): boolean => {
    const value = given[key];
    return typeof value === 'boolean' ? value : otherwise[key];
  };
  const range = (key: keyof typeof RANGES): number => {
    const value = given[key];
    return typeof value === 'number' && value >= RANGES[key].min && value <= RANGES[key].max ? value : otherwise[key];
  };
  const choice = (key: 'area' | 'limit', of: readonly number[]): number => of.find((each) => each === given[key]) ?? otherwise[key];
  return {
    on: flag('on'),
    opacity: range('opacity'),
    size: range('size'),
    speed: range('speed'),
    area: choice('area', AREAS),
    limit: choice('limit', LIMITS),
    noOverlap: flag('noOverlap'),
    hideScroll: flag('hideScroll'),
    hideTop: flag('hideTop'),
    hideBottom: flag('hideBottom'),
    hideColour: flag('hideColour'),
    keywords: keywordsOf(Array.isArray(given.keywords) ? given.keywords : []),
    users: (Array.isArray(given.users) ? (given.users as unknown[]) : []).filter(isUser).slice(-MAX_USERS),
  };
}

/** Words as they are compared, each once. */
export function keywordsOf(words: readonly unknown[]): string[] {
  const texts = words.filter((word) => typeof word === 'string');
  return [...new Set(texts.map((word) => fold(word).trim().slice(0, MAX_KEYWORD_LENGTH)).filter(Boolean))].slice(0, MAX_KEYWORDS);
}

function isUser(json: unknown): json is { id: string; name: string } {
  const user = json as { id?: unknown; name?: unknown } | null;
  return typeof user?.id === 'string' && typeof user.name === 'string';
}

/** Whatever its case or width. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Whether somebody does not want to read it at all. */
export function isBlocked(settings: DanmakuSettings, message: Pick<Message, 'text' | 'user'>): boolean {
  if (settings.users.some(({ id }) => id === message.user.id)) {
    return true;
  }
  const text = settings.keywords.length > 0 ? fold(message.text) : '';
  return settings.keywords.some((word) => text.includes(word));
}

/** Whether it may cross the picture. */
export function mayFly(settings: DanmakuSettings, message: Message): boolean {
  const hidden =
    (settings.hideScroll && message.mode === 'scroll') ||
    (settings.hideTop && message.mode === 'top') ||
    (settings.hideBottom && message.mode === 'bottom') ||
    (settings.hideColour && message.color !== '#ffffff');
  return !hidden && !isBlocked(settings, message);
}

/** The settings of this browser, and who wants to know when they change. */
export class SettingsStore {
  private settings: DanmakuSettings;
  private readonly listeners: ((settings: DanmakuSettings) => void)[] = [];

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
    readonly reducedMotion: boolean,
  ) {
    this.settings = parseSettings(storage.getItem(STORED), defaults(reducedMotion));
  }

  get now(): DanmakuSettings {
    return this.settings;
  }

  on(listener: (settings: DanmakuSettings) => void): void {
    this.listeners.push(listener);
  }

  change(to: Partial<DanmakuSettings>): void {
    this.settings = { ...this.settings, ...to };
    try {
      this.storage.setItem(STORED, JSON.stringify(this.settings));
    } catch {
      // Full or forbidden: they hold until the page is left.
    }
    this.listeners.forEach((listener) => listener(this.settings));
  }

  block(user: { readonly id: string; readonly name: string }): void {
    const others = this.settings.users.filter(({ id }) => id !== user.id);
    this.change({ users: [...others, { id: user.id, name: user.name }].slice(-MAX_USERS) });
  }

  unblock(userId: string): void {
    this.change({ users: this.settings.users.filter(({ id }) => id !== userId) });
  }
}
