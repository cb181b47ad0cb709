import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/room/frames';
import { BUCKET_MS, momentOf, Reel } from '../../src/room/reel';
import { message, settled } from './fakes';

const JOINED = 100 * BUCKET_MS;
const AT = (buckets: number): number => JOINED + buckets * BUCKET_MS;

describe('a reel', () => {
  let asked: number[];
  let kept: Message[];
  let fails: boolean;
  let reel: Reel;

  beforeEach(() => {
    asked = [];
    kept = [];
    fails = false;
    reel = new Reel((from, to) => {
      asked.push((from - JOINED) / BUCKET_MS);
      return fails
        ? Promise.reject(new Error('away'))
        : Promise.resolve(kept.filter(({ mediaTime }) => (mediaTime ?? 0) >= from && (mediaTime ?? 0) < to));
    });
    reel.listen(JOINED);
  });

  const prepare = async (playhead: number, now = 0): Promise<void> => {
    reel.prepare(playhead, 0, now, () => undefined);
    await settled();
  };
  const ids = (from: number, to: number): string[] => reel.between(from, to).map(({ id }) => id);

  it('fetches what was written before the room was entered, once, and a little ahead', async () => {
    kept = [message(1, { mediaTime: AT(-10) + 5 }), message(2, { mediaTime: AT(-9) + 5 })];
    await prepare(AT(-10));
    await prepare(AT(-10) + 100);
    expect(asked).toEqual([-10]);
    await prepare(AT(-9) - 7_000);
    expect(asked).toEqual([-10, -9]);
    expect(ids(AT(-10), AT(-8))).toEqual(['1', '2']);
  });

  it('asks for nothing that it has heard', async () => {
    await prepare(AT(1));
    reel.add([message(1, { mediaTime: AT(1) + 50 })], AT(1));
    await prepare(AT(1) + 100);
    expect(asked).toEqual([]);
    expect(ids(AT(1), AT(1) + 49)).toEqual([]);
    expect(ids(AT(1), AT(1) + 50)).toEqual(['1']);
    expect(ids(AT(1) + 50, AT(2))).toEqual([]);
  });

  it('has each message once, in the order of the pictures', async () => {
    kept = [message(3, { mediaTime: AT(-5) + 30 }), message(4, { mediaTime: AT(-5) + 20 })];
    reel.add([message(4, { mediaTime: AT(-5) + 20 }), message(9, { mediaTime: AT(-5) + 10 })], AT(-5));
    await prepare(AT(-5));
    expect(ids(AT(-5), AT(-4))).toEqual(['9', '4', '3']);
  });

  it('shows nothing that was taken away, before or after it came', async () => {
    kept = [message(1, { mediaTime: AT(-5) + 1 }), message(2, { mediaTime: AT(-5) + 2 })];
    reel.remove('1');
    await prepare(AT(-5));
    reel.remove('2');
    expect(ids(AT(-5), AT(-4))).toEqual([]);
  });

  it('keeps a limited number of buckets around the playhead, and asks again for those it forgot', async () => {
    for (let bucket = -40; bucket < 0; bucket++) {
      await prepare(AT(bucket));
    }
    expect(reel.size).toBeLessThanOrEqual(24);
    asked = [];
    await prepare(AT(-40));
    expect(asked).toEqual([-40]);
  });

  it('asks for what it heard and forgot', async () => {
    reel.add([message(1, { mediaTime: AT(1) })], AT(1));
    for (let bucket = 1; bucket < 40; bucket++) {
      await prepare(AT(bucket));
    }
    asked = [];
    await prepare(AT(1));
    expect(asked).toEqual([1]);
  });

  it('asks for what it missed while it did not listen', async () => {
    await prepare(AT(3));
    reel.listen(AT(5));
    await prepare(AT(3));
    expect(asked).toEqual([3]);
  });

  it('tries again a little after a failure', async () => {
    fails = true;
    await prepare(AT(-3), 0);
    await prepare(AT(-3), 4_999);
    await prepare(AT(-3), 5_000);
    expect(asked).toEqual([-3, -3]);
  });
});

describe('a message that is said now', () => {
  it.each([
    [10_000, null, 'never'],
    [null, 10_000, 'now'],
    [10_001, 10_000, 'later'],
    [10_000, 10_000, 'now'],
    [7_000, 10_000, 'now'],
    [6_999, 10_000, 'never'],
  ] as const)('written for %s, while %s is shown, crosses the picture %s', (mediaTime, playhead, moment) => {
    expect(momentOf(mediaTime, playhead)).toBe(moment);
  });
});
