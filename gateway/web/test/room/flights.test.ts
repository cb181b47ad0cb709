import { describe, expect, it } from 'vitest';
import { Flights, type Thing } from '../../src/room/flights';

const SETTINGS = { area: 1, limit: 400, noOverlap: true, speed: 1 };
const AREA = { width: 1_000, height: 500 };

function thing(mode: Thing['mode'], width = 100): Thing {
  return { mode, width, height: 30 };
}

function flights(settings: Partial<typeof SETTINGS> = {}): Flights<Thing> {
  return new Flights(AREA, 30, { ...SETTINGS, ...settings });
}

describe('flights', () => {
  it('cross the picture from edge to edge, and are gone', () => {
    const over = flights();
    over.add(thing('scroll'), 0);
    const flight = over.flying[0] as (typeof over.flying)[number];
    expect(over.x(flight, 0)).toBe(1_000);
    expect(over.x(flight, over.crossing / 2)).toBe(450);
    over.move(over.crossing - 1);
    expect(over.flying).toHaveLength(1);
    over.move(over.crossing);
    expect(over.busy).toBe(false);
  });

  it('stand in the middle at the top, and at the bottom above the controls', () => {
    const over = flights();
    over.add(thing('top'), 0);
    over.add(thing('top'), 0);
    over.add(thing('bottom'), 0);
    expect(over.flying.map(({ y }) => y)).toEqual([0, 30, 418]);
    expect(over.flying.map((flight) => over.x(flight, 2_000))).toEqual([450, 450, 450]);
  });

  it.each([0.25, 0.5, 0.75, 1])('keep to %f of the height', (area) => {
    const over = flights({ area });
    for (let n = 0; n < 100; n++) {
      over.add(thing('scroll'), 0);
      over.add(thing('top'), 0);
    }
    const lowest = Math.max(...over.flying.map(({ y }) => y + 30));
    expect(lowest).toBeLessThanOrEqual(500 * area);
    expect(lowest).toBeGreaterThan(500 * area - 30);
  });

  it.each([
    [320, 180, 21],
    [390, 219, 21],
    [320, 180, 38],
    [160, 90, 21],
    [120, 68, 21],
  ])('at the top and at the bottom do not meet in a picture of %d × %d with lanes of %d', (width, height, lane) => {
    for (const noOverlap of [true, false]) {
      const over = new Flights<Thing>({ width, height }, lane, { ...SETTINGS, noOverlap });
      for (let now = 0; now < 20_000; now += 300) {
        over.add(thing('bottom'), now);
        over.add(thing('top'), now);
        over.move(now);
        const spans = (mode: Thing['mode']): number[] => over.flying.filter((flight) => flight.thing.mode === mode).map(({ y }) => y);
        if (noOverlap || height > 90) {
          expect(Math.max(...spans('top')) + lane).toBeLessThanOrEqual(Math.min(...spans('bottom')));
        }
        expect(Math.min(0, ...over.flying.map(({ y }) => y))).toBe(0);
      }
      expect(over.dropped > 0).toBe(noOverlap);
    }
  });

  it('take turns at the top and at the bottom where there is one row', () => {
    const over = new Flights<Thing>({ width: 160, height: 90 }, 21, SETTINGS);
    over.add(thing('bottom'), 0);
    over.add(thing('top'), 4_000);
    expect(over.flying).toHaveLength(1);
    over.move(4_500);
    expect(over.flying.map((flight) => flight.thing.mode)).toEqual(['top']);
  });

  it('are no more than the limit', () => {
    const over = flights({ limit: 20, noOverlap: false });
    for (let n = 0; n < 100; n++) {
      over.add(thing('scroll'), 0);
    }
    expect(over.flying).toHaveLength(20);
  });

  it('wait a moment for a lane, and are dropped whole then', () => {
    const over = flights({ area: 0.06 });
    over.add(thing('scroll'), 0);
    over.add(thing('scroll'), 0);
    over.add(thing('scroll', 50), 0);
    over.move(1_000);
    expect(over.flying).toHaveLength(2);
    over.move(1_001);
    expect([over.flying.length, over.dropped]).toEqual([2, 1]);
  });

  it('may overlap where that is wanted, so that nothing is dropped', () => {
    const over = flights({ area: 0.06, noOverlap: false });
    for (let n = 0; n < 5; n++) {
      over.add(thing('scroll'), 0);
      over.add(thing('bottom'), 0);
    }
    expect([over.flying.length, over.dropped]).toEqual([10, 0]);
  });

  it('are put under way after a seek, unless they are through', () => {
    const over = flights();
    over.place(thing('scroll'), -1_000, 0);
    over.place(thing('scroll'), -over.crossing, 0);
    over.place(thing('top'), -4_500, 0);
    expect(over.flying).toHaveLength(1);
    expect(over.x(over.flying[0] as (typeof over.flying)[number], 0)).toBeLessThan(1_000);
  });

  it('are faster where that is wanted', () => {
    expect(flights({ speed: 2 }).crossing).toBe(flights().crossing / 2);
  });
});
