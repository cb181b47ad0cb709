/** How long to wait before a socket is opened again, after the close codes that the server gives (README, "Chat, danmaku and polls"). */

const FIRST_MS = 1_000;
const MOST_MS = 30_000;
/** This instance stops, or wants nobody to have missed anything: another one is there already. */
const SOON_MS = 200;
/** Who floods is to think about it. */
const FLOOD_MS = 10_000;
const FLOOD_MOST_MS = 60_000;
const MAX_DOUBLINGS = 10;

/**
 * What was sent must not be sent again: the server would close again.
 */
export function isFaultOfFrame(code: number): boolean {
  return code === 1003 || code === 1007 || code === 1009;
}

/**
 * In ms, half of it by chance, so that all who lost the same server do not come back at once.
 *
 * @param code of the close; 1006 where there was none
 * @param failures in a row before this one
 */
export function reopenDelay(code: number, failures: number, random: () => number): number {
  const doublings = Math.min(failures, MAX_DOUBLINGS);
  const base = Math.min(most(code), first(code) * 2 ** doublings);
  return Math.round(base * (0.5 + random()));
}

function first(code: number): number {
  switch (code) {
    case 1012:
    case 1013:
    case 4401:
      return SOON_MS;
    case 1008:
      return FLOOD_MS;
    default:
      return FIRST_MS;
  }
}

function most(code: number): number {
  return code === 1008 ? FLOOD_MOST_MS : MOST_MS;
}
