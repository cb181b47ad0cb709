import { describe, expect, it } from 'vitest';
import { backoff, type Facts, isStuck, shouldPlay, type Stage, stageOf } from '../src/watch/stage';

describe('stageOf', () => {
  it.each<[Facts['status'], Facts['playback'], boolean, Stage]>([
    ['unknown', 'none', false, 'loading'],
    ['active', 'none', false, 'loading'],
    ['active', 'loading', false, 'loading'],
    ['active', 'stalled', false, 'loading'],
    ['active', 'retrying', false, 'loading'],
    ['active', 'playing', true, 'live'],
    ['active', 'paused', true, 'live'],
    ['active', 'stalled', true, 'reconnecting'],
    ['active', 'retrying', true, 'reconnecting'],
    ['active', 'loading', true, 'reconnecting'],
    ['reconnecting', 'loading', false, 'reconnecting'],
    ['reconnecting', 'playing', true, 'live'],
    ['reconnecting', 'stalled', true, 'reconnecting'],
    ['idle', 'none', false, 'waiting'],
    ['connecting', 'none', false, 'waiting'],
    ['idle', 'playing', true, 'live'],
    ['idle', 'stalled', true, 'waiting'],
    ['ended', 'playing', true, 'live'],
    ['ended', 'stalled', true, 'ended'],
    ['ended', 'none', false, 'ended'],
    ['active', 'ended', true, 'ended'],
    ['disabled', 'none', false, 'ended'],
    ['missing', 'none', false, 'not-found'],
    ['missing', 'playing', true, 'not-found'],
    ['unknown', 'playing', true, 'live'],
    ['unknown', 'retrying', true, 'reconnecting'],
    ['unknown', 'retrying', false, 'error'],
  ])('of a stream that is %s in a player that is %s (played: %s)', (status, playback, hasPlayed, stage) => {
    expect(stageOf({ status, playback, hasPlayed, replaying: false, refusal: null })).toBe(stage);
  });
});

describe('shouldPlay', () => {
  it('asks for media only where there can be some, and when the API is away', () => {
    const asked = (['active', 'reconnecting', 'unknown', 'idle', 'connecting', 'ended', 'disabled', 'missing'] as const).filter(
      (status) => shouldPlay({ status, replaying: false, refusal: null }),
    );
    expect(asked).toEqual(['active', 'reconnecting', 'unknown']);
  });
});

describe('a replay', () => {
  const ended: Facts = { status: 'ended', playback: 'none', hasPlayed: false, replaying: true, refusal: null };

  it('plays what has ended, until its end', () => {
    expect(shouldPlay(ended)).toBe(true);
    expect(stageOf(ended)).toBe('loading');
    expect(stageOf({ ...ended, playback: 'playing' })).toBe('live');
    expect(stageOf({ ...ended, playback: 'ended' })).toBe('ended');
  });
});

describe('a refusal', () => {
  it.each(['link-needed', 'link-over', 'link-foreign'] as const)('%s: is all there is to show, and nothing is asked for', (refusal) => {
    for (const status of ['unknown', 'active', 'idle', 'missing'] as const) {
      expect(stageOf({ status, playback: 'none', hasPlayed: true, replaying: false, refusal })).toBe(refusal);
      expect(shouldPlay({ status, replaying: true, refusal })).toBe(false);
    }
  });
});

describe('isStuck', () => {
  it.each<[Facts['status'], Facts['playback'], number, boolean]>([
    ['active', 'stalled', 15_000, true],
    ['active', 'playing', 60_000, true],
    ['active', 'loading', 15_000, true],
    ['active', 'stalled', 14_000, false],
    ['active', 'paused', 60_000, false],
    ['active', 'ended', 60_000, false],
    ['reconnecting', 'stalled', 60_000, false],
    ['unknown', 'stalled', 60_000, false],
  ])('of a stream that is %s in a player that is %s and has been still for %d ms', (status, playback, still, stuck) => {
    expect(isStuck({ status, playback, hasPlayed: true, replaying: false, refusal: null }, still)).toBe(stuck);
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
