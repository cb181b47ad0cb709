import { describe, expect, it } from 'vitest';
import { defaults, isBlocked, keywordsOf, mayFly, parseSettings, SettingsStore } from '../../src/room/danmaku-settings';
import { message } from './fakes';

const SETTINGS = defaults(false);

describe('settings', () => {
  it.each([null, '', 'nonsense', '[]', 'null', '{"on":"yes","opacity":7,"area":0.3,"limit":"x","keywords":5,"users":[1,{"id":3}]}'])(
    'that are stored as %s are the defaults',
    (stored) => {
      expect(parseSettings(stored, SETTINGS)).toEqual(SETTINGS);
    },
  );

  it('are kept', () => {
    const storage = new Map<string, string>();
    const port = { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => void storage.set(key, value) };
    const store = new SettingsStore(port, false);
    store.change({ on: false, opacity: 0.5, area: 0.25, limit: 20 });
    store.block({ id: 'u1', name: 'One' });
    store.block({ id: 'u1', name: 'One again' });
    expect(new SettingsStore(port, false).now).toEqual({
      ...SETTINGS,
      on: false,
      opacity: 0.5,
      area: 0.25,
      limit: 20,
      users: [{ id: 'u1', name: 'One again' }],
    });
    store.unblock('u1');
    expect(new SettingsStore(port, false).now.users).toEqual([]);
  });

  it('are off for those who want less motion, until they say otherwise', () => {
    expect(parseSettings(null, defaults(true)).on).toBe(false);
    expect(parseSettings('{"on":true}', defaults(true)).on).toBe(true);
  });
});

describe('blocking', () => {
  it('knows words whatever their case and width', () => {
    const settings = { ...SETTINGS, keywords: keywordsOf([' SPAM ', 'ＡＢＣ', '', 'spam', 7]) };
    expect(settings.keywords).toEqual(['spam', 'abc']);
    expect(isBlocked(settings, message(1, { text: 'no Spam here' }))).toBe(true);
    expect(isBlocked(settings, message(1, { text: 'xＡbcx' }))).toBe(true);
    expect(isBlocked(settings, message(1, { text: 'fine' }))).toBe(false);
  });

  it.each([
    [{ hideScroll: true }, { mode: 'scroll' }],
    [{ hideTop: true }, { mode: 'top' }],
    [{ hideBottom: true }, { mode: 'bottom' }],
    [{ hideColour: true }, { color: '#ff0000' }],
    [{ users: [{ id: 'guest-other', name: '' }] }, {}],
  ] as const)('with %j keeps %j from the picture', (settings, more) => {
    expect(mayFly(SETTINGS, message(1, more))).toBe(true);
    expect(mayFly({ ...SETTINGS, ...settings }, message(1, more))).toBe(false);
    expect(mayFly({ ...SETTINGS, ...settings }, message(1, { mode: 'scroll', user: { id: 'b', name: 'B', role: 'viewer' } }))).toBe(
      !('hideScroll' in settings),
    );
  });
});
