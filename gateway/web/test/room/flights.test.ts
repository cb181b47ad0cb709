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
