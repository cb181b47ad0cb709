/** Positions in the media and moments of the wall clock, as the playlist's EXT-X-PROGRAM-DATE-TIMEs relate them. Seconds, and ms since the epoch. */

/** A segment, as hls.js has it. */
export interface Dated {
  readonly start: number;
  readonly duration: number;
  readonly programDateTime: number | null;
}

/** The moment of a position; beyond the last segment, where parts are, its clock goes on. Null where nothing is dated. */
export function momentAt(segments: readonly Dated[], position: number): number | null {
  const found = segments[Math.max(0, lastThat(segments, (segment) => segment.start <= position))];
  return found?.programDateTime == null ? null : found.programDateTime + (position - found.start) * 1_000;
}

/**
 * The position of a moment. What lies in a pause of the publisher is where it went on; what is before the window is null, and so is
 * what has not been yet.
 */
export function positionOf(segments: readonly Dated[], moment: number, end: number): number | null {
  const index = lastThat(segments, (segment) => (segment.programDateTime ?? Infinity) <= moment);
  const found = segments[index];
  if (found?.programDateTime == null) {
    return null;
  }
  const position = found.start + (moment - found.programDateTime) / 1_000;
  const next = segments[index + 1];
  if (next) {
    return Math.min(position, next.start);
  }
  return position <= end ? position : null;
}

/** The index of the last that holds, all before it holding too; -1 if none does. */
function lastThat(segments: readonly Dated[], holds: (segment: Dated) => boolean): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(segments[middle] as Dated)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** A clock may be off by this much more than a part needs to arrive, before it is not believed. */
const CREDIBLE_MS = 3_000;

/**
 * Seconds from the picture to now. Where this machine's clock agrees with the stream's, that is the difference; where it does not, how
 * far the picture is from the newest there is, which leaves out how long that took to come.
 */
export function distance(playhead: number | null, now: number, behindEdge: number): number {
  if (playhead === null) {
    return behindEdge;
  }
  const byClock = (now - playhead) / 1_000;
  const delivery = byClock - behindEdge;
  return delivery > -0.5 && delivery * 1_000 < CREDIBLE_MS ? Math.max(0, byClock) : behindEdge;
}

/** The moment that `?t=` names, in RFC 3339; null if it names none. */
export function momentOf(query: string): number | null {
  const told = new URLSearchParams(query).get('t') ?? '';
  // A plus sign that nobody escaped arrives as a space.
  const date = told.replace(/ (\d\d:\d\d)$/, '+$1');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i.test(date)) {
    return null;
  }
  const moment = Date.parse(date);
  return Number.isNaN(moment) ? null : moment;
}

/** The watch page at a moment. */
export function linkTo(origin: string, id: string, moment: number | null): string {
  return `${origin}/watch/${id}${moment === null ? '' : `?t=${new Date(Math.round(moment)).toISOString()}`}`;
}
