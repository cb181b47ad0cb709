/** The charts of a stream: what its health said since the page was opened, and who watched in the last hour. */

import { byId } from '../dom';
import { texts } from '../language';
import { Charts } from './charts';
import { bitrate, number } from './format';
import { liveTexts } from './live-texts';
import type { Health, Viewers } from './model';
import { type Columns, Samples, viewerColumns } from './samples';

const SPANS_MINUTES = [5, 15, 60];
/** Longer without a look is a gap in the line. */
const GAP_SECONDS = 15;

/** Bitrate, frames, keyframes, lag of the ladder, lag of the preview. */
const SERIES = 5;

export class Figures {
  private readonly samples = new Samples(SERIES);
  private readonly charts: Charts;
  private readonly span = byId<HTMLSelectElement>('span');
  private viewers: Viewers | null = null;

  constructor() {
    const words = texts(liveTexts);
    this.span.append(...SPANS_MINUTES.map((minutes) => new Option(words.minutes(minutes), String(minutes * 60))));
    this.span.addEventListener('change', () => this.show());
    const seconds = (value: number): string => words.seconds(number(value, value < 10 ? 1 : 0));
    this.charts = new Charts(byId('charts'), [
      { title: words.chartBitrate, lines: [words.chartBitrate], format: bitrate, upTo: 1_000_000 },
      { title: words.chartFrameRate, lines: [words.chartFrameRate], format: (value) => number(value, 1), upTo: 30 },
      { title: words.chartKeyframes, lines: [words.chartKeyframes], format: seconds, upTo: 4 },
      { title: words.chartLag, lines: [words.seriesPreview, words.seriesLadder], format: seconds, upTo: 4 },
      { title: words.chartViewers, lines: [words.chartViewers], format: (value) => number(value), upTo: 3, counted: true },
    ]);
  }

  /** One look at the stream; null where the API did not answer. */
  see(health: Health | null, previewBehind: number | null): void {
    const on = health?.streamStatus === 'active';
    this.samples.add(
      Date.now() / 1_000,
      on ? (health.bitrate ?? null) : null,
      on ? (health.video?.frameRate ?? null) : null,
      on ? (health.video?.keyframeIntervalSeconds ?? null) : null,
      previewBehind,
      on && health.ladder ? health.ladder.lagMillis / 1_000 : null,
    );
    this.show();
  }

  watched(viewers: Viewers): void {
    this.viewers = viewers;
    this.show();
  }

  close(): void {
    this.charts.close();
  }

  private show(): void {
    const now = Date.now() / 1_000;
    const from = now - Number(this.span.value);
    const { times, lines } = this.samples.columns(from, GAP_SECONDS);
    const of = (...indices: number[]): Columns => ({ times, lines: indices.map((index) => lines[index] ?? []) });
    this.charts.show([of(0), of(1), of(2), of(3, 4), this.viewersFrom(from, now)], from, now);
  }

  private viewersFrom(from: number, now: number): Columns {
    if (!this.viewers) {
      return { times: [], lines: [[]] };
    }
    return viewerColumns(this.viewers.series, from, now, this.viewers.current);
  }
}
