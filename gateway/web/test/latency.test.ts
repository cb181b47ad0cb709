import { describe, expect, it } from 'vitest';
import { calmed, CAREFREE, type Caution, rateOf, type Seen, shouldJump, stalled, targetOf } from '../src/watch/latency';

const LOW: Seen = { behind: 0.6, ahead: 0.5, holdBack: 0.6, step: 0.2 };
const STANDARD: Seen = { behind: 6, ahead: 5, holdBack: 6, step: 2 };

describe('rateOf', () => {
  it.each<[string, Partial<Seen>, number]>([
    ['is where it should be', {}, 1],
    ['is late by less than the edge swings', { behind: 0.69 }, 1],
    ['is a little late', { behind: 0.9 }, 1.02],
    ['is late', { behind: 1.35 }, 1.05],
    ['is very late', { behind: 4 }, 1.1],
    ['is late with nothing in reserve', { behind: 4, ahead: 0.2 }, 1],
    ['is too close with enough in reserve', { behind: 0.3, ahead: 0.3 }, 1],
    ['is too close and about to run dry', { behind: 0.3, ahead: 0.1 }, 0.98],
    ['is far too close and about to run dry', { behind: -0.6, ahead: 0 }, 0.95],
  ])('of who %s', (_, seen, rate) => {
    expect(rateOf({ ...LOW, ...seen }, 0.6)).toBeCloseTo(rate, 5);
  });

  it.each<[number, number, number]>([
    [6.2, 5, 1],
    [7.5, 5, 1.1],
    [7.5, 1.9, 1],
  ])('without parts, %d s behind with %d s in reserve', (behind, ahead, rate) => {
    expect(rateOf({ ...STANDARD, behind, ahead }, 6)).toBeCloseTo(rate, 5);
  });
});

describe('shouldJump', () => {
  it.each([
    [5.5, false],
    [5.7, true],
    [65, true],
  ])('%d s behind: %s', (behind, jump) => {
    expect(shouldJump({ ...LOW, behind }, 0.6)).toBe(jump);
  });
});

describe('caution', () => {
  const after = (stalls: number): Caution =>
    Array.from({ length: stalls }).reduce<Caution>((caution, _, index) => stalled(caution, index * 1_000), CAREFREE);

  it.each([
    [0, 0.6],
    [1, 0.9],
    [3, 1.5],
    [10, 3.6],
    [50, 3.6],
  ])('after %d stalls keeps %d s away', (stalls, target) => {
    expect(targetOf(LOW, after(stalls))).toBeCloseTo(target, 5);
  });

  it('comes back by steps, each after as much calm', () => {
    let caution = after(2);
    const heard: [number, number][] = [];
    for (let now = 1_000; now <= 70_000; now += 1_000) {
      const before = caution.extra;
      caution = calmed(caution, now);
      if (caution.extra !== before) {
        heard.push([now, Number(caution.extra.toFixed(1))]);
      }
    }
    expect(heard).toEqual([
      [31_000, 0.3],
      [61_000, 0],
    ]);
  });

  it('lasts no longer than two minutes a step, however often it stalled', () => {
    const caution = after(40);
    expect(caution.calmMs).toBe(120_000);
    expect(calmed(caution, caution.since + 120_000).extra).toBeLessThan(caution.extra);
  });

  it('forgets old stalls', () => {
    let caution: Caution = stalled(CAREFREE, 0);
    caution = calmed(caution, 15_000);
    expect(caution).toEqual({ extra: 0, calmMs: 15_000, since: 15_000 });
    expect(stalled(caution, 20_000).calmMs).toBe(30_000);
    expect(calmed(caution, 136_000)).toEqual(CAREFREE);
  });
});

describe('over time', () => {
  /** A viewer whose media arrives after `delay` s; plays by the rates it is told, and stalls with nothing left. */
  function play(seconds: number, from: number, delay: (at: number) => number): { behind: number; stalls: number; most: number } {
    const tick = 0.2;
    let behind = from;
    let caution = CAREFREE;
    let stalls = 0;
    let most = 0;
    let dry = false;
    for (let at = 0; at < seconds; at += tick) {
      caution = calmed(caution, at * 1_000);
      const ahead = Math.max(0, behind - delay(at));
      if (ahead === 0 && !dry) {
        caution = stalled(caution, at * 1_000);
        stalls++;
      }
      dry = ahead === 0;
      const rate = dry ? 0 : rateOf({ ...LOW, behind, ahead }, targetOf(LOW, caution));
      behind += tick * (1 - rate);
      most = Math.max(most, behind);
    }
    return { behind, stalls, most };
  }

  it('a late viewer is where it should be within a minute', () => {
    expect(play(60, 4, () => 0.1)).toMatchObject({ stalls: 0, behind: expect.closeTo(0.7, 1) });
  });

  it('a bad minute costs latency for that time only', () => {
    const bad = (at: number): number => (at > 20 && at < 80 ? 0.1 + 1.2 * Math.abs(Math.sin(at)) : 0.1);
    const meanwhile = play(80, 0.6, bad);
    expect(meanwhile.stalls).toBeGreaterThan(0);
    expect(meanwhile.stalls).toBeLessThan(8);
    expect(play(600, 0.6, bad).behind).toBeLessThan(0.8);
  });
});
