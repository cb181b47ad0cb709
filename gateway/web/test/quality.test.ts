import { describe, expect, it } from 'vitest';
import { labelOf, qualities } from '../src/watch/quality';

describe('qualities', () => {
  it.each([
    [{ height: 1_080, frameRate: 59.94, bitrate: 6_000_000 }, '1080p60'],
    [{ height: 720, frameRate: 30, bitrate: 2_500_000 }, '720p'],
    [{ height: 360, frameRate: 0, bitrate: 800_000 }, '360p'],
    [{ height: 0, frameRate: 0, bitrate: 96_000 }, '96 kbps'],
  ])('%j is called %s', (rendition, label) => {
    expect(labelOf(rendition)).toBe(label);
  });

  it('are sorted, best first, and keep their numbers', () => {
    const all = qualities([
      { height: 240, frameRate: 30, bitrate: 300_000 },
      { height: 1_080, frameRate: 30, bitrate: 4_000_000 },
      { height: 480, frameRate: 30, bitrate: 900_000 },
    ]);
    expect(all).toEqual([
      { index: 1, label: '1080p' },
      { index: 2, label: '480p' },
      { index: 0, label: '240p' },
    ]);
  });

  it('say their bitrate where their names are the same', () => {
    const all = qualities([
      { height: 720, frameRate: 30, bitrate: 1_500_000 },
      { height: 720, frameRate: 30, bitrate: 3_000_000 },
      { height: 480, frameRate: 30, bitrate: 900_000 },
    ]);
    expect(all.map(({ label }) => label)).toEqual(['720p · 3.0 Mbps', '720p · 1.5 Mbps', '480p']);
  });
});
