import { describe, expect, it } from 'vitest';
import { head, Lanes, Places } from '../../src/room/lanes';

/** The same numbers on every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('lanes', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('let no two messages touch, whatever their widths and speeds (%d)', (seed) => {
    const random = chance(seed);
    const across = 300 + random() * 1_600;
    const lanes = new Lanes(across, 1 + Math.floor(random() * 12));
    const flown: { start: number; duration: number; width: number; lane: number }[] = [];
    for (let start = 0; start < 60_000; start += random() * 150) {
      const width = 10 + random() ** 3 * 2_500;
      const duration = 2_000 + random() * 10_000;
      const lane = lanes.take(width, duration, start);
      if (lane !== null) {
        flown.push({ start, duration, width, lane });
      }
    }
    expect(flown.length).toBeGreaterThan(20);
    let least = Infinity;
    for (const [index, b] of flown.entries()) {
      for (const a of flown.slice(0, index).filter(({ lane }) => lane === b.lane)) {
        const end = Math.min(a.start + a.duration, b.start + b.duration);
        for (let step = 0; step <= 20 && b.start < end; step++) {
          const at = b.start + ((end - b.start) * step) / 20;
          least = Math.min(least, head(b, across, at) - (head(a, across, at) + a.width));
        }
      }
    }
    expect(least).toBeGreaterThanOrEqual(23.9);
  });

  it('fills from the top, and has no more lanes than it was given', () => {
    const lanes = new Lanes(1_000, 3);
    expect([0, 1, 2, 3].map(() => lanes.take(100, 8_000, 0))).toEqual([0, 1, 2, null]);
    expect(lanes.take(100, 8_000, 4_000)).toBe(0);
  });

  it('is free again at once when the last one is gone', () => {
    const lanes = new Lanes(1_000, 1);
    lanes.take(5_000, 8_000, 0);
    expect(lanes.take(10, 100, 4_000)).toBeNull();
    expect(lanes.take(10, 100, 8_000)).toBe(0);
  });

  it('squeezes where overlaps are wanted, into the lane that is most free', () => {
    const lanes = new Lanes(1_000, 2);
    lanes.take(100, 8_000, 0);
    lanes.take(100, 8_000, 500);
    expect(lanes.squeeze(100, 8_000, 600)).toBe(0);
    expect(lanes.squeeze(100, 8_000, 700)).toBe(1);
  });

  it('has room for none where there are no lanes', () => {
    expect(new Lanes(1_000, 0).take(1, 1, 0)).toBeNull();
  });
});

describe('places', () => {
  it('are taken one message at a time', () => {
    const places = new Places(2);
    expect([0, 1, 2].map((start) => places.take(4_000, start))).toEqual([0, 1, null]);
    expect(places.take(4_000, 4_000)).toBe(0);
    expect(places.squeeze(4_000, 4_000)).toBe(1);
  });
});
