import { describe, expect, it } from 'vitest';
import { behind, liveFor, hue, initial, liveCount, viewers } from '../src/format';

const START = new Date('2026-01-01T12:00:00Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);

describe('liveFor', () => {
  it.each([
    [-5, 'just went live'],
    [0, 'just went live'],
    [59, 'just went live'],
    [60, 'live for 1 min'],
    [3_599, 'live for 59 min'],
    [3_600, 'live for 1 h 00 min'],
    [3_600 * 2 + 300, 'live for 2 h 05 min'],
    [3_600 * 47, 'live for 47 h 00 min'],
    [3_600 * 72, 'live for 3 days'],
  ])('says what %d seconds are', (seconds, words) => {
    expect(liveFor(START, after(seconds))).toBe(words);
  });
});

describe('behind', () => {
  it.each([
    [-1, '0 s'],
    [7.6, '8 s'],
    [59.4, '59 s'],
    [59.5, '1:00'],
    [125, '2:05'],
  ])('says what %d seconds are', (seconds, words) => {
    expect(behind(seconds)).toBe(words);
  });
});

describe('counts', () => {
  it.each([
    [0, '0 viewers'],
    [1, '1 viewer'],
    [1_234, '1.2K viewers'],
  ])('says %d viewers', (count, words) => {
    expect(viewers(count)).toBe(words);
  });

  it('says how many streams are live', () => {
    expect(liveCount(1, false)).toBe('1 stream is live');
    expect(liveCount(3, false)).toBe('3 streams are live');
    expect(liveCount(48, true)).toBe('48 and more streams are live');
  });
});

describe('what stands for a stream without a picture', () => {
  it('keeps its colour', () => {
    expect(hue('abcdefgh12345678')).toBe(hue('abcdefgh12345678'));
    expect(hue('abcdefgh12345678')).not.toBe(hue('bbcdefgh12345678'));
    expect(hue('zzzzzzzzzzzzzzzz')).toBeLessThan(360);
  });

  it.each([
    ['evening run', 'E'],
    ['  #1 fan', '1'],
    ['ünal', 'Ü'],
    ['…', '•'],
    ['', '•'],
  ])('takes the initial of "%s"', (title, letter) => {
    expect(initial(title)).toBe(letter);
  });
});
