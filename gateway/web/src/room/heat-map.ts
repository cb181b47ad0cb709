import type { HeatMap } from './rest';

const BUCKETS = 100;
const REFRESH_MS = 30_000;
const SVG = 'http://www.w3.org/2000/svg';
/** Of the drawing's own units. */
const HEIGHT = 24;
/** Less than this is no curve worth drawing. */
const MIN_MESSAGES = 3;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** How much was said of each part, 0 to 1, each part a little of its neighbours; null where there is too little. */
export function curve(map: HeatMap, parts: number): number[] | null {
  const counts = new Array<number>(parts).fill(0);
  let all = 0;
  for (const { from, messages } of map.buckets) {
    const part = Math.floor((from - map.mediaFrom) / map.bucketMillis);
    if (part >= 0 && part < parts) {
      counts[part] = (counts[part] ?? 0) + messages;
      all += messages;
    }
  }
  const smooth = counts.map((count, part) => ((counts[part - 1] ?? count) + 2 * count + (counts[part + 1] ?? count)) / 4);
  const most = Math.max(...smooth);
  return all < MIN_MESSAGES ? null : smooth.map((value) => value / most);
}

/** The outline of a curve as an SVG path, one unit a part, closed along the bottom. */
export function outline(values: readonly number[]): string {
  const points = values.map((value, part) => `L${part + 0.5} ${(HEIGHT * (1 - value)).toFixed(1)}`);
  return `M0 ${HEIGHT}${points.join('')}L${values.length} ${HEIGHT}Z`;
}

/** Draws where much was said into the DVR bar, seldom enough to cost nothing. */
export function showHeat(slot: HTMLElement, range: () => Promise<Range | null>, ask: (range: Range, buckets: number) => Promise<HeatMap>): void {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${BUCKETS} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.classList.add('heat-map');
  // Whatever size the player gives its icons.
  svg.style.width = '100%';
  svg.style.height = '100%';
  const path = document.createElementNS(SVG, 'path');
  svg.append(path);
  slot.append(svg);
  const refresh = async (): Promise<void> => {
    const over = await range();
    // Nobody sees it where the bar takes no room.
    if (over !== null && !document.hidden && slot.offsetWidth > 0) {
      const values = curve(await ask(over, BUCKETS), BUCKETS);
      path.setAttribute('d', values === null ? '' : outline(values));
    }
  };
  const run = (): void => void refresh().catch(() => undefined);
  setInterval(run, REFRESH_MS);
  new ResizeObserver(run).observe(slot);
}
