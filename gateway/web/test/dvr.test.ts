import { describe, expect, it } from 'vitest';
import { isShown, keyed, positionUnder, shareOf } from '../src/watch/dvr';

const HOUR = { start: 100, end: 3_700 };

describe('the DVR bar', () => {
  it('is shown where there is enough to go back to', () => {
    expect(isShown(null)).toBe(false);
    expect(isShown({ start: 5, end: 34 })).toBe(false);
    expect(isShown({ start: 5, end: 35 })).toBe(true);
  });

  it.each([
    [100, 0],
    [1_900, 0.5],
    [3_700, 1],
    [0, 0],
    [9_000, 1],
  ])('position %d is at %d of it', (position, share) => {
    expect(shareOf(HOUR, position)).toBe(share);
  });

  it('is at its end while nothing is known', () => {
    expect(shareOf({ start: 3, end: 3 }, 3)).toBe(1);
  });

  it.each([
    [50, 100],
    [150, 1_000],
    [450, 3_700],
    [-20, 100],
    [900, 3_700],
  ])('a pointer at %d means position %d', (x, position) => {
    expect(positionUnder(HOUR, x, 50, 400)).toBe(position);
  });

  it.each<[string, number, number | null]>([
    ['ArrowLeft', 200, 195],
    ['ArrowDown', 102, 100],
    ['ArrowRight', 200, 205],
    ['ArrowUp', 3_698, 3_700],
    ['PageDown', 200, 140],
    ['PageUp', 200, 260],
    ['Home', 200, 100],
    ['End', 200, 3_700],
    ['a', 200, null],
    ['Tab', 200, null],
  ])('%s at %d leads to %s', (key, position, to) => {
    expect(keyed(HOUR, position, key)).toBe(to);
  });
});
