/** Charts one above another on one time axis, with one cursor. */

import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { element, setText } from '../dom';
import { language, texts } from '../language';
import { clock } from './format';
import { liveTexts } from './live-texts';
import { type Columns, extent } from './samples';

const HEIGHT = 92;
const NARROWEST = 200;
/** Room for the numbers at the side, the same in all, so that times stand under each other. */
const SIDE = 76;
/** Room for the times: of charts one above another at the last alone. */
const FOOT = 26;
/** Steps between numbers at the side of what is counted. */
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000, 1_000_000];
/** Seconds between times at the foot, which has no room for seconds. */
const TIMES = [60, 120, 300, 600, 900, 1_800, 3_600];
const DARK = matchMedia('(prefers-color-scheme: dark)');

export interface ChartOf {
  readonly title: string;
  /** Names of its lines; one has the chart's name. */
  readonly lines: readonly string[];
  readonly format: (value: number) => string;
  /** The axis goes up to this at the least. */
  readonly upTo: number;
  /** Steps instead of slopes, and whole numbers. */
  readonly counted?: boolean;
}

interface Drawn {
  readonly of: ChartOf;
  readonly figure: HTMLElement;
  readonly now: HTMLElement;
  readonly frame: HTMLElement;
  readonly plot: uPlot;
  data: Columns;
}

let groups = 0;

export class Charts {
  private drawn: Drawn[] = [];
  private readonly sync = uPlot.sync(`charts-${++groups}`);
  private readonly resized: ResizeObserver;
  private readonly recolour = (): void => this.draw();
  private range: [number, number] = [0, 1];

  /** @param beside whether they stand beside each other, where each needs its own times at the foot */
  constructor(
    private readonly place: HTMLElement,
    private readonly charts: readonly ChartOf[],
    private readonly beside = false,
  ) {
    this.draw();
    DARK.addEventListener('change', this.recolour);
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(place);
  }

  /** Shows these columns, one for each chart, from `from` to `to` in seconds since 1970. */
  show(all: readonly Columns[], from: number, to: number): void {
    this.range = [from, to];
    this.drawn.forEach((drawn, index) => {
      drawn.data = all[index] ?? drawn.data;
      drawn.plot.setData(aligned(drawn.data));
      drawn.plot.setScale('x', { min: from, max: to });
      describe(drawn);
    });
  }

  close(): void {
    DARK.removeEventListener('change', this.recolour);
    this.resized.disconnect();
    this.drawn.forEach((drawn) => drawn.plot.destroy());
    this.drawn = [];
  }

  /** Canvas knows no CSS variables, so other colours are other charts. */
  private draw(): void {
    const before = this.drawn.map((drawn) => drawn.data);
    this.drawn.forEach((drawn) => drawn.plot.destroy());
    this.place.replaceChildren();
    this.drawn = this.charts.map((of, index) => this.one(of, before[index] ?? empty(of), this.beside || index === this.charts.length - 1));
    this.fit();
  }

  private one(of: ChartOf, data: Columns, foot: boolean): Drawn {
    const now = element('strong', 'chart-now', texts(liveTexts).noFigure);
    const frame = element('div', 'chart-frame');
    frame.setAttribute('role', 'img');
    const key = of.lines.map((line, index) => {
      const swatch = element('span', 'swatch');
      swatch.dataset['line'] = String(index);
      return element('span', 'chart-line', swatch, line);
    });
    const figure = element('div', 'chart', element('h3', '', of.title), now, element('span', 'chart-key', ...(of.lines.length > 1 ? key : [])), frame);
    this.place.append(figure);
    const plot = new uPlot(this.options(of, foot), aligned(data), frame);
    const drawn = { of, figure, now, frame, plot, data };
    describe(drawn);
    return drawn;
  }

  private options(of: ChartOf, foot: boolean): uPlot.Options {
    const style = getComputedStyle(this.place);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    const strokes = [colour('--accent'), colour('--second-line')];
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    return {
      width: NARROWEST,
      height: HEIGHT + (foot ? FOOT : 0),
      padding: [8, 8, foot ? 0 : 8, 0],
      legend: { show: false },
      cursor: { sync: { key: this.sync.key }, drag: { x: false, y: false }, points: { size: 7 } },
      hooks: { setCursor: [(plot) => this.read(of, plot)] },
      scales: {
        x: { time: true, range: () => this.range },
        y: { range: (_, __, most) => [0, Math.max((most ?? 0) * 1.15, of.upTo)] },
      },
      axes: [
        { ...axis, show: foot, size: FOOT, incrs: TIMES, space: 60, values: (_, times) => times.map((time) => clock(new Date(time * 1_000)).slice(0, 5)) },
        { ...axis, size: SIDE, space: 24, values: (_, values) => values.map(of.format), ...(of.counted ? { incrs: COUNTS } : {}) },
      ],
      series: [
        {},
        ...of.lines.map((label, index) => ({
          label,
          stroke: strokes[index] ?? colour('--accent'),
          width: 2,
          ...(index === 0 ? { fill: colour('--chart-fill') } : {}),
          ...(of.counted && stepped ? { paths: stepped } : {}),
          points: { show: false },
        })),
      ],
    };
  }

  /** Under the cursor the value of that time stands beside the title, else the newest. */
  private read(of: ChartOf, plot: uPlot): void {
    const drawn = this.drawn.find((candidate) => candidate.plot === plot);
    if (!drawn) {
      return;
    }
    const index = plot.cursor.left !== undefined && plot.cursor.left >= 0 ? plot.cursor.idx : null;
    if (index === null || index === undefined) {
      describe(drawn);
      return;
    }
    const time = drawn.data.times[index];
    const values = drawn.data.lines.map((column) => column[index] ?? null);
    const said = values.map((value) => (value === null ? texts(liveTexts).noFigure : of.format(value))).join(' / ');
    setText(drawn.now, time === undefined ? said : `${said} · ${clock(new Date(time * 1_000))}`);
  }

  private fit(): void {
    for (const { plot, frame } of this.drawn) {
      const width = Math.max(NARROWEST, frame.clientWidth);
      if (plot.width !== width) {
        plot.setSize({ width, height: plot.height });
      }
    }
  }
}

function empty(of: ChartOf): Columns {
  return { times: [], lines: of.lines.map(() => []) };
}

function aligned(columns: Columns): uPlot.AlignedData {
  return [columns.times, ...columns.lines];
}

function describe({ of, now, frame, data }: Drawn): void {
  const words = texts(liveTexts);
  const found = data.lines.map(extent);
  const figure = (value: number | null | undefined): string => (typeof value === 'number' ? of.format(value) : words.noFigure);
  setText(now, found.map((one) => figure(one?.last)).join(' / '));
  const said = found.flatMap((one, index) =>
    one ? [words.chartLabel(found.length > 1 ? (of.lines[index] ?? of.title) : of.title, figure(one.last), of.format(one.least), of.format(one.most))] : [],
  );
  frame.setAttribute('aria-label', said.length > 0 ? said.join(language() === 'zh' ? '；' : '; ') : words.chartEmpty(of.title));
}
