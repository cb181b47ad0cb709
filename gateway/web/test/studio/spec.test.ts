import { describe, expect, it } from 'vitest';
import type { Spec } from '../../src/studio/model';
import { changes, DEFAULTS, fieldsOf, type RungFields, settingsOf, type SpecFields, specOf } from '../../src/studio/spec';

const FILLED: SpecFields = { ...fieldsOf(DEFAULTS), title: 'Morning river' };

function rung(part: Partial<RungFields> = {}): RungFields {
  return { name: '360p', height: '360', kilobits: '700', codec: 'h264', ...part };
}

describe('specOf', () => {
  it('gives the defaults where nothing but a title is given', () => {
    expect(specOf({ ...FILLED, title: '  Morning river ' })).toEqual({ ...DEFAULTS, title: 'Morning river' });
  });

  it('reads every field', () => {
    const spec = specOf({
      title: 'a',
      description: ' b ',
      tags: ' x, y，z、x ,',
      latencyMode: 'standard',
      ladder: 'rungs',
      rungs: [rung(), rung({ name: 'hd', height: '720', kilobits: '2800', codec: 'av1' })],
      dvr: '3600',
      playbackPolicy: 'signed',
      encryption: 'aes-128',
      reconnect: '0',
    });
    expect(spec).toEqual({
      title: 'a',
      description: 'b',
      tags: ['x', 'y', 'z'],
      latencyMode: 'standard',
      ladder: [
        { name: '360p', height: 360, videoBitrate: 700_000 },
        { name: 'hd', height: 720, videoBitrate: 2_800_000, codec: 'av1' },
      ],
      dvrWindowSeconds: 3_600,
      playbackPolicy: 'signed',
      encryption: 'aes-128',
      reconnectWindowSeconds: 0,
    });
  });

  it.each<[string, Partial<SpecFields>, string]>([
    ['no title', { title: '  ' }, 'title'],
    ['a long title', { title: '字'.repeat(201) }, 'title'],
    ['a long description', { description: 'x'.repeat(5_001) }, 'description'],
    ['many tags', { tags: Array.from({ length: 21 }, (_, i) => i).join() }, 'tags'],
    ['a long tag', { tags: 'x'.repeat(51) }, 'tags'],
    ['no reconnect window', { reconnect: '' }, 'reconnect'],
    ['a long reconnect window', { reconnect: '1801' }, 'reconnect'],
    ['no rungs', { ladder: 'rungs', rungs: [] }, 'rungCount'],
    ['many rungs', { ladder: 'rungs', rungs: Array.from({ length: 9 }, (_, i) => rung({ name: `r${i}` })) }, 'rungCount'],
    ['a reserved rung', { ladder: 'rungs', rungs: [rung({ name: 'source' })] }, 'rungName'],
    ['a rung twice', { ladder: 'rungs', rungs: [rung(), rung()] }, 'rungName'],
    ['an odd rung', { ladder: 'rungs', rungs: [rung({ height: '361' })] }, 'rungHeight'],
    ['a small rung', { ladder: 'rungs', rungs: [rung({ height: '142' })] }, 'rungHeight'],
    ['a rung without bits', { ladder: 'rungs', rungs: [rung({ kilobits: '99' })] }, 'rungBitrate'],
  ])('refuses %s', (_, part, wrong) => {
    expect(specOf({ ...FILLED, ...part })).toBe(wrong);
  });

  it('counts a title as the API does', () => {
    expect(specOf({ ...FILLED, title: '🎥'.repeat(200) })).toMatchObject({ title: '🎥'.repeat(200) });
  });

  it('leaves alone what is not chosen', () => {
    expect(specOf({ ...FILLED, ladder: 'source', rungs: [rung({ height: 'wrong' })] })).toMatchObject({ ladder: 'source' });
  });
});

describe('changes', () => {
  const before: Spec = { ...DEFAULTS, title: 'a', description: 'b', tags: ['x'], ladder: [{ name: '360p', height: 360, videoBitrate: 700_000 }] };

  it('are none where the form is saved as it was', () => {
    expect(changes(before, specOf(fieldsOf(before)) as Spec)).toEqual({});
  });

  it('are just what is different', () => {
    expect(changes(before, { ...before, title: 'c', tags: [], ladder: 'auto' })).toEqual({ title: 'c', tags: [], ladder: 'auto' });
  });

  it('take a description away with null', () => {
    expect(changes(before, specOf({ ...fieldsOf(before), description: '' }) as Spec)).toEqual({ description: null });
  });

  it('begin with the settings of a stream, whatever else it has', () => {
    const stream = { ...before, id: 'x', description: '', ladder: [{ videoBitrate: 700_000, codec: 'h264' as const, height: 360, name: '360p' }] };
    expect(changes(settingsOf(stream), { ...before, description: null })).toEqual({});
  });
});
