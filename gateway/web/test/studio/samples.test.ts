import { describe, expect, it } from 'vitest';
import { extent, Samples, viewerColumns } from '../../src/studio/samples';

describe('samples', () => {
  it('are kept up to a number, the newest of them', () => {
    const samples = new Samples(1, 3);
    for (let at = 1; at <= 10; at++) {
      samples.add(at, at * 10);
    }
    expect(samples.size).toBe(3);
    expect(samples.columns(0, 5)).toEqual({ times: [8, 9, 10], lines: [[80, 90, 100]] });
  });

  it('are bounded for a page that is never closed', () => {
    const samples = new Samples(2);
    for (let at = 1; at <= 10_000; at++) {
      samples.add(at, 1, 2);
    }
    expect(samples.size).toBe(3_600);
  });

  it('stay in order although a clock steps back', () => {
    const samples = new Samples(1);
    samples.add(5, 1);
    samples.add(5, 2);
    samples.add(4, 3);
    samples.add(6, 4);
    expect(samples.columns(0, 5)).toEqual({ times: [5, 6], lines: [[1, 4]] });
  });

  it('show the window alone, with a gap where nothing was seen', () => {
    const samples = new Samples(2);
    samples.add(1, 1, 1);
    samples.add(10, 2, null);
    samples.add(12, 3, 4);
    samples.add(30, 5);
    expect(samples.columns(10, 5)).toEqual({
      times: [10, 12, 17, 30],
      lines: [
        [2, 3, null, 5],
        [null, 4, null, null],
      ],
    });
  });
});

describe('extent', () => {
  it('knows least, most and what is now', () => {
    expect(extent([3, null, 1, 2, null])).toEqual({ least: 1, most: 3, last: null });
    expect(extent([3, 2])).toEqual({ least: 2, most: 3, last: 2 });
    expect(extent([null])).toBeNull();
  });
});

describe('viewers', () => {
  const at = (second: number): string => new Date(second * 1_000).toISOString();

  it('are zero where the API says nothing', () => {
    const series = [
      { at: at(10), viewers: 2 },
      { at: at(20), viewers: 3 },
      { at: at(100), viewers: 1 },
    ];
    expect(viewerColumns(series, 0, 140, 0)).toEqual({ times: [10, 20, 30, 99, 100, 110, 140], lines: [[2, 3, 0, 0, 1, 0, 0]] });
  });

  it('are those of the window', () => {
    expect(viewerColumns([{ at: at(5), viewers: 9 }, { at: at(50), viewers: 1 }], 10, 60, 0)).toEqual({ times: [50, 60], lines: [[1, 0]] });
  });

  it('are not away while the newest point is still to come', () => {
    expect(viewerColumns([{ at: at(50), viewers: 2 }], 0, 80, 2)).toEqual({ times: [50, 80], lines: [[2, 2]] });
  });
});
