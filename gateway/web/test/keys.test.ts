import { expect, it } from 'vitest';
import { commandOf, isCharacter, KEYS } from '../src/watch/keys';
import { TEXTS } from '../src/watch/texts';

it.each([
  [' ', { what: 'play' }],
  ['K', { what: 'play' }],
  ['m', { what: 'mute' }],
  ['f', { what: 'full-screen' }],
  ['i', { what: 'pip' }],
  ['l', { what: 'live' }],
  ['j', { what: 'seek', by: -10 }],
  ['ArrowRight', { what: 'seek', by: 5 }],
  ['ArrowUp', { what: 'volume', by: 0.1 }],
  ['7', { what: 'share-of-window', share: 0.7 }],
  ['?', { what: 'help' }],
  ['Tab', null],
  ['Enter', null],
  ['F5', null],
])('%s does %j', (key, command) => {
  expect(commandOf(key)).toEqual(command);
});

it.each(['k', 'K', '7', '?', 'é', '😀'])('%s is a character', (key) => {
  expect(isCharacter(key, true)).toBe(true);
});

it.each(['ArrowUp', 'ArrowLeft', 'Escape', 'Enter', 'Tab', 'F5'])('%s is none', (key) => {
  expect(isCharacter(key, false)).toBe(false);
});

it('Space is one beside the player alone', () => {
  expect([isCharacter(' ', false), isCharacter(' ', true)]).toEqual([true, false]);
});

it('help has a line for every key, in each language', () => {
  expect(TEXTS.en.keyHelp).toHaveLength(KEYS.length);
  expect(TEXTS.zh.keyHelp).toHaveLength(KEYS.length);
});

it('the languages say the same things', () => {
  expect(shape(TEXTS.zh)).toEqual(shape(TEXTS.en));
});

/** The keys of texts and what each is; the empty text is one that says nothing, in any language. */
function shape(texts: unknown): unknown {
  return typeof texts === 'object' && texts !== null
    ? Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, shape(value)]))
    : texts === '' ? '' : typeof texts;
}
