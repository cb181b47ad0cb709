import type { StreamStatus } from '../api';
import type { Refusal } from './admission';

/** What the player is doing. */
export type Playback = 'none' | 'loading' | 'playing' | 'paused' | 'stalled' | 'retrying' | 'ended';

/** What the page shows. */
export type Stage = 'loading' | 'waiting' | 'live' | 'reconnecting' | 'ended' | 'not-found' | 'error' | Refusal;

/** What is known: the status as the API last told it (or that it could not), and the player. */
export interface Facts {
  readonly status: StreamStatus | 'missing' | 'unknown';
  readonly playback: Playback;
  /** Whether there has been a picture yet. */
  readonly hasPlayed: boolean;
  /** Whether the viewer asked to see again what has ended. */
  readonly replaying: boolean;
  /** Why the viewer may not watch; null while that is not known to be so. */
  readonly refusal: Refusal | null;
}

/** The stage is a function of the facts, so no order of events can leave the page in a wrong one. */
export function stageOf({ status, playback, hasPlayed, replaying, refusal }: Facts): Stage {
  if (refusal !== null) {
    return refusal;
  }
  if (status === 'missing') {
    return 'not-found';
  }
  if (playback === 'playing' || playback === 'paused') {
    return 'live';
  }
  if (playback === 'ended' || ((status === 'ended' || status === 'disabled') && !replaying)) {
    return 'ended';
  }
  if (status === 'idle' || status === 'connecting') {
    return 'waiting';
  }
  if (status === 'reconnecting' || (hasPlayed && (playback === 'stalled' || playback === 'retrying' || playback === 'loading'))) {
    return 'reconnecting';
  }
  return playback === 'retrying' && status === 'unknown' ? 'error' : 'loading';
}

/**
 * Whether the player should be at work: not before there is anything to play, nor for who may not watch, which spares failing requests; and
 * in doubt yes, since media plays on while the API is away.
 */
export function shouldPlay({ status, replaying, refusal }: Pick<Facts, 'status' | 'replaying' | 'refusal'>): boolean {
  return refusal === null && (replaying || status === 'active' || status === 'reconnecting' || status === 'unknown');
}

/** The picture may stand for as long as this before it is taken for stuck, in ms. */
const STUCK_AFTER_MS = 15_000;

/** Whether the player, left to itself, will not get on: the publisher is there, it should play, and nothing moves. */
export function isStuck({ status, playback }: Facts, stillForMs: number): boolean {
  return status === 'active' && playback !== 'paused' && playback !== 'ended' && playback !== 'none' && stillForMs >= STUCK_AFTER_MS;
}

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MOST_MS = 8_000;

/** How long to wait before try number `attempt` (from 0): doubling, with up to a quarter of chance added. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(base * (1 + random() / 4));
}
