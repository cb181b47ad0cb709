/**
 * How fast to play, and how far behind live to be. Pure: what is seen goes in, the rate comes out.
 *
 * Who falls back catches up a little faster than life; who is about to run dry slows down a little. Each stall says that the connection
 * needs more in reserve, so it moves the target away from live; calm brings it back, so that one bad minute does not cost latency for good.
 */

/** All in seconds. */
export interface Seen {
  /** How far the picture is behind the newest that can be had. */
  readonly behind: number;
  /** What is buffered ahead of it. */
  readonly ahead: number;
  /** PART-HOLD-BACK, or HOLD-BACK without parts: as close as the stream wants anybody to be. */
  readonly holdBack: number;
  /** How long a part is, or a segment without parts: what arrives at a time. */
  readonly step: number;
}

/** What stalls have taught. */
export interface Caution {
  /** Seconds that the target is farther from live than the hold-back. */
  readonly extra: number;
  /** How long it has to be calm before the target comes closer, in ms. */
  readonly calmMs: number;
  /** When it last stalled or came closer, in ms; before that, nothing happened. */
  readonly since: number;
}

export const CAREFREE: Caution = { extra: 0, calmMs: 0, since: 0 };

const EXTRA_PER_STALL = 0.3;
const EXTRA_MOST = 3;
const CALM_FIRST_MS = 15_000;
const CALM_MOST_MS = 120_000;

/** It stalled. A stall soon after the target came closer makes it stay away for longer. */
export function stalled(caution: Caution, now: number): Caution {
  return {
    extra: Math.min(EXTRA_MOST, caution.extra + EXTRA_PER_STALL),
    calmMs: Math.min(CALM_MOST_MS, caution.calmMs === 0 ? CALM_FIRST_MS : caution.calmMs * 2),
    since: now,
  };
}

/** Time has passed: after enough calm, the target comes one stall's worth closer, and the next step needs no more calm than at first. */
export function calmed(caution: Caution, now: number): Caution {
  if (caution.extra === 0) {
    return now - caution.since > CALM_MOST_MS ? CAREFREE : caution;
  }
  if (now - caution.since < caution.calmMs) {
    return caution;
  }
  const extra = caution.extra - EXTRA_PER_STALL;
  return { ...caution, extra: extra < EXTRA_PER_STALL / 2 ? 0 : extra, since: now };
}

/** How far behind live to be. */
export function targetOf(seen: Pick<Seen, 'holdBack'>, caution: Caution): number {
  return seen.holdBack + caution.extra;
}

/** The live edge moves by whole parts, so the distance swings by one: within this share of it nothing is wrong. */
const SWING = 0.5;
/** Faster than this can be heard. */
const RATE_MOST = 1.1;
const RATE_LEAST = 0.95;
/** Seconds of lateness that are made good with the highest rate. */
const FULL_RATE_AT = 1.5;
const RATE_STEP = 0.01;

/** The playback rate. */
export function rateOf(seen: Seen, target: number): number {
  const late = seen.behind - target;
  const reserve = seen.step;
  if (late > 0 && seen.ahead > reserve) {
    const swing = Math.min(SWING * seen.step, 0.3);
    return late < swing ? 1 : rounded(1 + (RATE_MOST - 1) * Math.min(1, late / FULL_RATE_AT));
  }
  if (late < 0 && seen.ahead < reserve) {
    return rounded(Math.max(RATE_LEAST, 1 - (RATE_MOST - 1) * Math.min(1, -late / FULL_RATE_AT)));
  }
  return 1;
}

function rounded(rate: number): number {
  return Math.round(rate / RATE_STEP) * RATE_STEP;
}

/** Lateness that no patience makes good: a pause of the machine, a long stall. */
const JUMP_AT = 5;

/** Whether to jump to live instead, given that the viewer wants to be there. */
export function shouldJump(seen: Seen, target: number): boolean {
  return seen.behind - target > JUMP_AT;
}
