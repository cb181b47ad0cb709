import { expect, it } from 'vitest';
import { commandOf, KEYS } from '../src/watch/keys';
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
