/** What charts show: figures over time, of which only so many are kept. */

/** One look at a stream; null is a gap in the line. `at` in seconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly values: readonly (number | null)[];
}

/** Times, and the values that each line has at them. */
export interface Columns {
  readonly times: number[];
  readonly lines: (number | null)[][];
}

/** Two hours at a look every two seconds. */
export const MOST_SAMPLES = 3_600;

/** Samples in the order of their times, the oldest going first. */
export class Samples {
  private readonly kept: Sample[] = [];

  constructor(
    private readonly series: number,
    private readonly most = MOST_SAMPLES,
  ) {}

  /** Adds one that is newer than all before it; another one is left out. */
  add(at: number, ...values: (number | null)[]): void {
    const last = this.kept.at(-1);
    if (last && at <= last.at) {
      return;
    }
    this.kept.push({ at, values: Array.from({ length: this.series }, (_, index) => values[index] ?? null) });
    if (this.kept.length > this.most) {
      this.kept.splice(0, this.kept.length - this.most);
    }
  }

  get size(): number {
    return this.kept.length;
  }

  /** Those from `from` on, and where nothing was seen for longer than `gap` seconds, a gap. */
  columns(from: number, gap: number): Columns {
    const columns: Columns = { times: [], lines: Array.from({ length: this.series }, () => []) };
    let before = Infinity;
    for (const sample of this.kept) {
      if (sample.at < from) {
        continue;
      }
      if (sample.at - before > gap) {
        put(columns, before + gap, []);
      }
      put(columns, sample.at, sample.values);
      before = sample.at;
    }
    return columns;
  }
}

function put(columns: Columns, at: number, values: readonly (number | null)[]): void {
  columns.times.push(at);
  columns.lines.forEach((line, index) => line.push(values[index] ?? null));
}

/** Least and most of a line, and what it is now, null being nothing; null for a line that holds nothing at all. */
export function extent(line: readonly (number | null)[]): { least: number; most: number; last: number | null } | null {
  let found: { least: number; most: number } | null = null;
  for (const value of line) {
    if (value !== null) {
      found = found ? { least: Math.min(found.least, value), most: Math.max(found.most, value) } : { least: value, most: value };
    }
  }
  return found && { ...found, last: line.at(-1) ?? null };
}

/** As far apart as the API's points are. */
const VIEWER_STEP_SECONDS = 10;

/** Points of the API's viewer series as columns: it leaves out times when nobody watched, which here is a zero. */
export function viewerColumns(
  series: readonly { readonly at: string; readonly viewers: number }[],
  from: number,
  now: number,
  current: number,
): Columns {
  const columns: Columns = { times: [], lines: [[]] };
  const add = (at: number, value: number): void => put(columns, at, [value]);
  let last: { at: number; value: number } | null = null;
  for (const point of series) {
    const at = Date.parse(point.at) / 1_000;
    if (at < from || at > now) {
      continue;
    }
    if (last && at - last.at > VIEWER_STEP_SECONDS * 1.5 && last.value > 0) {
      add(last.at + VIEWER_STEP_SECONDS, 0);
      add(at - 1, 0);
    }
    add(at, point.viewers);
    last = { at, value: point.viewers };
  }
  // A point is there some seconds after its time: who watches now has not been away meanwhile.
  if (last && last.value > 0 && current === 0 && last.at + VIEWER_STEP_SECONDS < now) {
    add(last.at + VIEWER_STEP_SECONDS, 0);
  }
  add(now, current);
  return columns;
}
