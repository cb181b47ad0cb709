import { afterEach, describe, expect, it } from 'vitest';
import { choose } from '../../src/language';
import { healthView } from '../../src/studio/health';
import { liveTexts } from '../../src/studio/live-texts';
import type { Health } from '../../src/studio/model';

const ACTIVE: Health = {
  streamStatus: 'active',
  status: 'good',
  issues: [],
  video: { codec: 'avc1', width: 640, height: 360, frameRate: 29.97, bitrate: 826_110, keyframeIntervalSeconds: 2 },
  audio: { codec: 'mp4a', sampleRate: 44_100, channels: 1, bitrate: 69_238 },
  bitrate: 895_348,
};

afterEach(() => localStorage.clear());

describe('healthView', () => {
  it('says what is published', () => {
    expect(healthView(ACTIVE)).toEqual({
      light: 'good',
      word: 'Excellent',
      issues: [],
      facts: [
        ['Video', 'H.264 640×360, 30 fps, 826 kbit/s'],
        ['Audio', 'AAC 44.1 kHz mono, 69 kbit/s'],
      ],
    });
  });

  it.each<[Partial<Health>, string]>([
    [{ streamStatus: 'idle' }, 'off'],
    [{ streamStatus: 'ended' }, 'off'],
    [{ streamStatus: 'disabled' }, 'off'],
    [{ streamStatus: 'connecting' }, 'waiting'],
    [{ video: null, audio: null }, 'waiting'],
    [{ status: 'warning' }, 'warning'],
    [{ streamStatus: 'reconnecting', status: 'bad', video: null, audio: null }, 'bad'],
  ])('of %j lights %s', (part, light) => {
    expect(healthView({ ...ACTIVE, ...part }).light).toBe(light);
  });

  it('is unknown where the API does not answer', () => {
    expect(healthView(null)).toMatchObject({ light: 'unknown', facts: [] });
  });

  it('advises on each issue in the language of the reader, with the figures of the API', () => {
    const issues = [{ code: 'keyframe_interval_long', severity: 'warning' as const, message: '5 s between keyframes exceed 4 s' }];
    expect(healthView({ ...ACTIVE, status: 'warning', issues }).issues).toEqual([
      { severity: 'warning', label: 'Warning', text: liveTexts.en.issueAdvice['keyframe_interval_long'], detail: '5 s between keyframes exceed 4 s' },
    ]);
    choose('zh');
    expect(healthView({ ...ACTIVE, status: 'warning', issues }).issues[0]?.text).toBe(liveTexts.zh.issueAdvice['keyframe_interval_long']);
  });

  it('shows the sentence of an issue it does not know', () => {
    const issues = [{ code: 'brand_new', severity: 'bad' as const, message: 'something new' }];
    expect(healthView({ ...ACTIVE, issues }).issues[0]).toMatchObject({ text: 'something new', detail: '' });
  });

  it('has advice in both languages for the same issues', () => {
    expect(Object.keys(liveTexts.zh.issueAdvice)).toEqual(Object.keys(liveTexts.en.issueAdvice));
  });

  it('names qualities that are left out', () => {
    const rung = { codec: 'avc1', width: 640, height: 360, encoder: 'libx264' };
    const ladder = { speed: 1, lagMillis: 0, rungs: [{ ...rung, name: '720p', state: 'shed' as const }, { ...rung, name: '360p', state: 'running' as const }] };
    expect(healthView({ ...ACTIVE, ladder }).facts.at(-1)).toEqual(['Qualities', '720p (left out), 360p']);
  });
});
