import { describe, expect, it } from 'vitest';
import { type Dated, distance, linkTo, momentAt, momentOf, positionOf } from '../src/watch/wall-clock';

const T0 = Date.parse('2026-01-01T12:00:00Z');
/** Two segments, a pause of the publisher of 26 s, two more. */
const SEGMENTS: readonly Dated[] = [
  { start: 10, duration: 2, programDateTime: T0 },
  { start: 12, duration: 2, programDateTime: T0 + 2_000 },
  { start: 14, duration: 2, programDateTime: T0 + 30_000 },
  { start: 16, duration: 2, programDateTime: T0 + 32_000 },
];

describe('momentAt', () => {
  it.each([
    [10, 0],
    [11.5, 1_500],
    [13.999, 3_999],
    [14, 30_000],
    [17.5, 33_500],
    [18.4, 34_400],
    [9.5, -500],
  ])('position %d is %d ms after the beginning', (position, after) => {
    expect(momentAt(SEGMENTS, position)).toBeCloseTo(T0 + after, 0);
  });

  it('is unknown without dates', () => {
    expect(momentAt([], 3)).toBeNull();
    expect(momentAt([{ start: 0, duration: 2, programDateTime: null }], 1)).toBeNull();
  });
});

describe('positionOf', () => {
  it.each<[number, number | null]>([
    [0, 10],
    [1_500, 11.5],
    [3_999, 13.999],
    [15_000, 14],
    [30_000, 14],
    [34_300, 18.3],
    [34_700, null],
    [-1, null],
  ])('what was %d ms after the beginning is at %s', (after, position) => {
    const found = positionOf(SEGMENTS, T0 + after, 18.6);
    expect(found === null ? null : Number(found.toFixed(3))).toBe(position);
  });

  it('is the inverse of momentAt', () => {
    for (let position = 10; position < 18.6; position += 0.37) {
      expect(positionOf(SEGMENTS, momentAt(SEGMENTS, position) ?? 0, 18.6)).toBeCloseTo(position, 6);
    }
  });
});

describe('distance', () => {
  it.each<[string, number | null, number, number]>([
    ['a clock that agrees', T0 - 900, 0.7, 0.9],
    ['delivery that takes long', T0 - 3_200, 0.7, 3.2],
    ['a clock that is ahead', T0 - 60_000, 0.7, 0.7],
    ['a clock that is behind', T0 + 60_000, 0.7, 0.7],
    ['a clock that is a little behind', T0 - 400, 0.7, 0.4],
    ['no dates', null, 6.5, 6.5],
    ['a viewer an hour back', T0 - 3_600_900, 3_600.2, 3_600.9],
  ])('with %s', (_, playhead, behindEdge, seconds) => {
    expect(distance(playhead, T0, behindEdge)).toBeCloseTo(seconds, 6);
  });
});

describe('links to a moment', () => {
  it.each<[string, number | null]>([
    ['?t=2026-01-01T12:00:00Z', T0],
    ['?a=b&t=2026-01-01T12:00:00.250Z', T0 + 250],
    ['?t=2026-01-01T14:00:00%2B02:00', T0],
    ['?t=2026-01-01T14:00:00+02:00', T0],
    ['?t=2026-01-01T12:00:00', null],
    ['?t=2026-13-01T12:00:00Z', null],
    ['?t=90', null],
    ['?t=', null],
    ['', null],
  ])('%s', (query, moment) => {
    expect(momentOf(query)).toBe(moment);
  });

  it('go there and back', () => {
    const link = linkTo('https://live.example.com', 'abcdefgh12345678', T0 + 123.4);
    expect(link).toBe('https://live.example.com/watch/abcdefgh12345678?t=2026-01-01T12:00:00.123Z');
    expect(momentOf(new URL(link).search)).toBe(T0 + 123);
    expect(linkTo('https://live.example.com', 'abcdefgh12345678', null)).toBe('https://live.example.com/watch/abcdefgh12345678');
  });
});
