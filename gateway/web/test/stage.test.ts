import { describe, expect, it } from 'vitest';
import { backoff, type Facts, shouldPlay, stageOf } from '../src/watch/stage';

describe('stageOf', () => {
  it.each<[Facts['status'], Facts['playback'], string]>([
    ['unknown', 'none', 'loading'],
    ['active', 'none', 'loading'],
    ['active', 'loading', 'loading'],
    ['active', 'playing', 'live'],
    ['active', 'paused', 'live'],
    ['active', 'stalled', 'reconnecting'],
    ['active', 'retrying', 'reconnecting'],
    ['reconnecting', 'loading', 'reconnecting'],
    ['reconnecting', 'playing', 'live'],
    ['reconnecting', 'stalled', 'reconnecting'],
    ['idle', 'none', 'waiting'],
    ['connecting', 'none', 'waiting'],
    ['idle', 'playing', 'live'],
    ['ended', 'playing', 'live'],
    ['ended', 'stalled', 'ended'],
    ['ended', 'none', 'ended'],
    ['active', 'ended', 'ended'],
    ['disabled', 'none', 'ended'],
    ['missing', 'none', 'not-found'],
    ['missing', 'playing', 'not-found'],
    ['unknown', 'playing', 'live'],
    ['unknown', 'retrying', 'error'],
  ])('of a stream that is %s in a player that is %s', (status, playback, stage) => {
    expect(stageOf({ status, playback })).toBe(stage);
  });
});

describe('shouldPlay', () => {
  it('asks for media only where there can be some, and when the API is away', () => {
    const asked = (['active', 'reconnecting', 'unknown', 'idle', 'connecting', 'ended', 'disabled', 'missing'] as const).filter(
      (status) => shouldPlay({ status, playback: 'none' }),
    );
    expect(asked).toEqual(['active', 'reconnecting', 'unknown']);
  });
});

describe('backoff', () => {
  it('doubles up to a limit', () => {
    expect([0, 1, 2, 3, 4, 1_000].map((attempt) => backoff(attempt, () => 0))).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('adds at most a quarter', () => {
    expect(backoff(0, () => 1)).toBe(1_250);
  });
});
