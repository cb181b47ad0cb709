import { afterEach, describe, expect, it } from 'vitest';
import { choose } from '../src/language';
import { behind, clock, liveFor, hue, initial, liveCount, viewers } from '../src/format';

const START = new Date('2026-01-01T12:00:00Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);

afterEach(() => localStorage.clear());

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
    [-1, '0.0 s'],
    [0.86, '0.9 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.5, '1:00'],
    [125, '2:05'],
    [3_725, '1:02:05'],
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

describe('clock', () => {
  const noon = new Date(2026, 0, 2, 12, 0, 5);

  it('tells the day only of other days', () => {
    expect(clock(noon, new Date(2026, 0, 2, 23, 59, 59))).toBe('12:00:05');
    expect(clock(noon, new Date(2026, 0, 3, 0, 0, 0))).toBe('Jan 2 12:00:05');
  });
});

describe('in Chinese', () => {
  it('words everything', () => {
    choose('zh');
    expect(viewers(12_345)).toBe('1.2万 人在看');
    expect(liveCount(48, true)).toBe('超过 48 个直播进行中');
    expect([59, 60, 7_500, 259_200].map((seconds) => liveFor(START, after(seconds)))).toEqual([
      '刚刚开播',
      '已直播 1 分钟',
      '已直播 2 小时 05 分',
      '已直播 3 天',
    ]);
    expect(behind(3.42)).toBe('3.4 秒');
  });
});
