/** The DVR bar in numbers: positions of the media, in seconds, as shares of the bar. */

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Less than this to go back to is not worth a bar. */
const SHOWN_FROM_SECONDS = 30;

export function isShown(range: Range | null): range is Range {
  return range !== null && range.end - range.start >= SHOWN_FROM_SECONDS;
}

/** Where a position lies on the bar, from 0 to 1. */
export function shareOf(range: Range, position: number): number {
  const length = range.end - range.start;
  return length <= 0 ? 1 : clamp((position - range.start) / length, 0, 1);
}

/** The position under a pointer at `x`, on a bar that begins at `left`. */
export function positionUnder(range: Range, x: number, left: number, width: number): number {
  return range.start + clamp(width <= 0 ? 1 : (x - left) / width, 0, 1) * (range.end - range.start);
}

const STEP_SECONDS = 5;
const PAGE_SECONDS = 60;

/** Where a key of a slider leads from a position; null for other keys. */
export function keyed(range: Range, position: number, key: string): number | null {
  const to = target(range, position, key);
  return to === null ? null : clamp(to, range.start, range.end);
}

function target(range: Range, position: number, key: string): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return position - STEP_SECONDS;
    case 'ArrowRight':
    case 'ArrowUp':
      return position + STEP_SECONDS;
    case 'PageDown':
      return position - PAGE_SECONDS;
    case 'PageUp':
      return position + PAGE_SECONDS;
    case 'Home':
      return range.start;
    case 'End':
      return range.end;
    default:
      return null;
  }
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
