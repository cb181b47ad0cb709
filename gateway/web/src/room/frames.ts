/** What the room's WebSocket carries, both ways: one JSON object a frame, `type` first. */

export type Role = 'viewer' | 'moderator' | 'broadcaster' | 'admin';
export type Mode = 'scroll' | 'top' | 'bottom';

export interface RoomUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface Message {
  /** Decimal digits; {@link compareIds} orders them. */
  readonly id: string;
  /** Its sender's own name for it. */
  readonly clientId: string;
  readonly user: RoomUser;
  readonly text: string;
  readonly mode: Mode;
  /** `#rrggbb` */
  readonly color: string;
  /** PROGRAM-DATE-TIME of the picture it was written for, ms since the epoch; null if for none. */
  readonly mediaTime: number | null;
  /** When it was said, ms since the epoch. */
  readonly at: number;
}

export interface Poll {
  readonly id: string;
  readonly question: string;
  readonly options: readonly { readonly text: string; readonly votes: number }[];
  readonly openedAt: number;
  readonly endsAt: number | null;
  readonly closedAt: number | null;
  /** PROGRAM-DATE-TIME of the pictures at which it opened and closed, in ms since the epoch. */
  readonly mediaTime: number | null;
  readonly mediaClosedAt: number | null;
  readonly status: 'open' | 'closed';
  readonly votes: number;
}

/** How one may speak. */
export interface Rules {
  /** Of a message, code points. */
  readonly maxLength: number;
  /** Between two messages of one viewer. */
  readonly slowModeSeconds: number;
}

/** Where a moderator has set nothing else. */
export const USUAL_RULES: Rules = { maxLength: 500, slowModeSeconds: 0 };

/** Why something was not taken. */
export interface Refusal {
  readonly code: string;
  /** The reason in English, for a code that no page knows. */
  readonly message: string;
  /** Of the message it is about. */
  readonly clientId: string | null;
  /** Of the poll it is about. */
  readonly pollId: string | null;
  /** `slow_mode`: seconds. */
  readonly retryAfter: number | null;
  /** `banned`: until when, ms since the epoch. */
  readonly until: number | null;
  /** `already_voted`: what for. */
  readonly option: number | null;
}

export type ServerFrame =
  | { readonly type: 'joined'; readonly user: RoomUser; readonly history: readonly Message[]; readonly complete: boolean; readonly rules: Rules }
  | { readonly type: 'rules'; readonly rules: Rules }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'sent'; readonly clientId: string; readonly id: string }
  | { readonly type: 'deleted'; readonly id: string }
  | { readonly type: 'reactions'; readonly counts: ReadonlyMap<string, number> }
  | { readonly type: 'viewers'; readonly count: number }
  | { readonly type: 'stream'; readonly status: string }
  | { readonly type: 'poll'; readonly poll: Poll }
  | { readonly type: 'voted'; readonly pollId: string; readonly option: number }
  | { readonly type: 'pong' }
  | { readonly type: 'error'; readonly refusal: Refusal };

export type ClientFrame =
  | { readonly type: 'join'; readonly ticket: string; readonly after?: string }
  | SentMessage
  | { readonly type: 'vote'; readonly pollId: string; readonly option: number }
  | { readonly type: 'reaction'; readonly emoji: string }
  | { readonly type: 'ping' };

export interface SentMessage {
  readonly type: 'message';
  readonly clientId: string;
  readonly text: string;
  readonly mode: Mode;
  readonly color: string;
  /** RFC 3339 */
  readonly mediaTime?: string;
}

/** Negative where `a` was said before `b`. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Guests have ids that begin so; all others have accounts. */
export function isGuest(user: RoomUser): boolean {
  return user.id.startsWith('guest-');
}

export function moderates(user: RoomUser | null): boolean {
  return user !== null && user.role !== 'viewer';
}

/** A frame of the server; null if it is none that is known here, so that a newer server does no harm. */
export function readFrame(text: string): ServerFrame | null {
  try {
    return frame(JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

function frame(json: unknown): ServerFrame | null {
  const fields = record(json);
  switch (fields['type']) {
    case 'joined':
      return {
        type: 'joined',
        user: readUser(fields['user']),
        history: array(fields['history']).map(readMessage),
        complete: fields['complete'] === true,
        rules: readRules(fields),
      };
    case 'rules':
      return { type: 'rules', rules: readRules(fields) };
    case 'message':
      return { type: 'message', message: readMessage(fields) };
    case 'sent':
      return { type: 'sent', clientId: string(fields['clientId']), id: string(fields['id']) };
    case 'deleted':
      return { type: 'deleted', id: string(fields['id']) };
    case 'reactions':
      return { type: 'reactions', counts: new Map(Object.entries(record(fields['counts'])).map(([emoji, n]) => [emoji, number(n)])) };
    case 'viewers':
      return { type: 'viewers', count: number(fields['count']) };
    case 'stream':
      return { type: 'stream', status: string(fields['status']) };
    case 'poll':
      return { type: 'poll', poll: readPoll(fields) };
    case 'voted':
      return { type: 'voted', pollId: string(fields['pollId']), option: number(fields['option']) };
    case 'pong':
      return { type: 'pong' };
    case 'error':
      return { type: 'error', refusal: readRefusal(fields) };
    default:
      return null;
  }
}

/**
 * A message as a frame and the REST API have it.
 *
 * @throws TypeError if it has another form
 */
export function readMessage(json: unknown): Message {
  const fields = record(json);
  const mode = fields['mode'];
  const color = string(fields['color']);
  return {
    id: string(fields['id']),
    clientId: string(fields['clientId']),
    user: readUser(fields['user']),
    text: string(fields['text']),
    mode: mode === 'top' || mode === 'bottom' ? mode : 'scroll',
    color: /^#[0-9a-f]{6}$/.test(color) ? color : '#ffffff',
    mediaTime: time(fields['mediaTime']),
    at: time(fields['at']) ?? 0,
  };
}

function readUser(json: unknown): RoomUser {
  const fields = record(json);
  const role = fields['role'];
  return {
    id: string(fields['id']),
    name: string(fields['name']),
    role: role === 'moderator' || role === 'broadcaster' || role === 'admin' ? role : 'viewer',
  };
}

/** @throws TypeError if it has another form */
export function readPoll(json: unknown): Poll {
  const fields = record(json);
  return {
    id: string(fields['id']),
    question: string(fields['question']),
    options: array(fields['options']).map((option) => {
      const { text, votes } = record(option);
      return { text: string(text), votes: number(votes) };
    }),
    openedAt: time(fields['openedAt']) ?? 0,
    endsAt: time(fields['endsAt']),
    closedAt: time(fields['closedAt']),
    mediaTime: time(fields['mediaTime']),
    mediaClosedAt: time(fields['mediaClosedAt']),
    status: fields['status'] === 'open' ? 'open' : 'closed',
    votes: number(fields['votes']),
  };
}

function readRules({ maxLength, slowModeSeconds }: Readonly<Record<string, unknown>>): Rules {
  return {
    maxLength: typeof maxLength === 'number' ? maxLength : USUAL_RULES.maxLength,
    slowModeSeconds: typeof slowModeSeconds === 'number' ? slowModeSeconds : USUAL_RULES.slowModeSeconds,
  };
}

function readRefusal(fields: Readonly<Record<string, unknown>>): Refusal {
  const { message, clientId, pollId, retryAfter, until, option } = fields;
  return {
    code: string(fields['code']),
    message: typeof message === 'string' ? message : '',
    clientId: typeof clientId === 'string' ? clientId : null,
    pollId: typeof pollId === 'string' ? pollId : null,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : null,
    until: time(until),
    option: typeof option === 'number' ? option : null,
  };
}

function record(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) {
    throw new TypeError('not an object');
  }
  return json as Record<string, unknown>;
}

function array(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) {
    throw new TypeError('not an array');
  }
  return json;
}

function string(json: unknown): string {
  if (typeof json !== 'string') {
    throw new TypeError('not a string');
  }
  return json;
}

function number(json: unknown): number {
  if (typeof json !== 'number') {
    throw new TypeError('not a number');
  }
  return json;
}

function time(json: unknown): number | null {
  const ms = typeof json === 'string' ? Date.parse(json) : NaN;
  return Number.isNaN(ms) ? null : ms;
}
