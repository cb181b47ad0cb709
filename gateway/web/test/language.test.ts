import { afterEach, expect, test, vi } from 'vitest';
import { choose, language, texts, translate } from '../src/language';

afterEach(() => {
  localStorage.clear();
  vi.unstubAllGlobals();
});

test.each([
  [['zh-CN', 'en'], 'zh'],
  [['de', 'zh-Hant-TW'], 'zh'],
  [['EN-gb', 'zh'], 'en'],
  [['de'], 'en'],
  [[], 'en'],
])('a browser of %j gets %s', (languages, expected) => {
  vi.stubGlobal('navigator', { languages });
  expect(language()).toBe(expected);
});

test('a choice counts more than the browser', () => {
  vi.stubGlobal('navigator', { languages: ['en'] });
  choose('zh');
  expect(texts({ en: 'play', zh: '播放' })).toBe('播放');
});

test('texts, labels and placeholders are put in place', () => {
  document.body.innerHTML = '<p data-text="a"></p><button data-label="b"></button><input data-placeholder="a" />';
  translate(document, { a: '<b>one</b>', b: 'two' });
  expect(document.querySelector('p')?.textContent).toBe('<b>one</b>');
  expect(document.querySelector('button')?.getAttribute('aria-label')).toBe('two');
  expect(document.querySelector('input')?.placeholder).toBe('<b>one</b>');
});

test('a text that is missing is told', () => {
  document.body.innerHTML = '<p data-text="nothing"></p>';
  expect(() => translate(document, {})).toThrow('the page has no text nothing');
});
