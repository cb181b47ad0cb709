import { afterEach, expect, it, vi } from 'vitest';
import { choose, language } from '../src/language';
import { switchesLanguage } from '../src/language-switch';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

it.each([
  ['en', '中文', 'zh'],
  ['zh', 'English', 'en'],
] as const)('from %s leads to %s', (from, name, to) => {
  const reload = vi.fn();
  vi.stubGlobal('location', { reload });
  choose(from);
  const button = document.createElement('button');
  button.hidden = true;
  switchesLanguage(button);
  expect(button.textContent).toBe(name);
  expect(button.hidden).toBe(false);
  button.click();
  expect(language()).toBe(to);
  expect(reload).toHaveBeenCalledOnce();
});
