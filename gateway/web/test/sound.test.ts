import { afterEach, describe, expect, it, vi } from 'vitest';
import { rememberedSound, rememberSound } from '../src/watch/sound';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('sound', () => {
  it('is full and muted at first', () => {
    expect(rememberedSound()).toEqual({ volume: 1, muted: true });
  });

  it.each([
    { volume: 0.35, muted: false },
    { volume: 0.8, muted: true },
    { volume: 0, muted: true },
  ])('stays as it was: %j', (sound) => {
    rememberSound(sound);
    expect(rememberedSound()).toEqual(sound);
  });

  it.each(['loud on', '2 on', '-1 on', ' on'])('does not believe "%s"', (kept) => {
    localStorage.setItem('hw-sound', kept);
    expect(rememberedSound()).toEqual({ volume: 1, muted: true });
  });

  it('does without storage', () => {
    vi.stubGlobal('localStorage', undefined);
    rememberSound({ volume: 0.5, muted: false });
    expect(rememberedSound()).toEqual({ volume: 1, muted: true });
  });
});
