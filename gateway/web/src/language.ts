/** The languages of the pages, and which of them this reader wants. */

import { store, stored } from './storage';

export type Language = 'en' | 'zh';

const STORED = 'hw-language';

/** What the reader chose, else the first language of the browser that the pages have, else English. */
export function language(): Language {
  const chosen = stored(STORED);
  if (chosen === 'en' || chosen === 'zh') {
    return chosen;
  }
  for (const wanted of navigator.languages) {
    const base = wanted.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'zh') {
      return base;
    }
  }
  return 'en';
}

/** Remembers the choice; pages show it when they are loaded again. */
export function choose(chosen: Language): void {
  store(STORED, chosen);
}

/** The texts of a page in the reader's language. Each area keeps its own, as `{ en: {…}, zh: {…} }` of one shape. */
export function texts<T>(all: Readonly<Record<Language, T>>): T {
  return all[language()];
}

/**
 * Puts texts where the page's HTML asks for them: `data-text="key"` as the element's text, `data-label="key"` as its `aria-label`,
 * `data-placeholder="key"` as its placeholder. What HTML holds until then is English. Also sets the document's `lang`.
 */
export function translate(root: ParentNode, all: Readonly<Record<string, unknown>>): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  const text = (key: string | undefined): string => {
    const found = all[key ?? ''];
    if (typeof found !== 'string') {
      throw new Error(`the page has no text ${key}`);
    }
    return found;
  };
  for (const target of root.querySelectorAll<HTMLElement>('[data-text]')) {
    target.textContent = text(target.dataset['text']);
  }
  for (const target of root.querySelectorAll<HTMLElement>('[data-label]')) {
    target.setAttribute('aria-label', text(target.dataset['label']));
  }
  for (const target of root.querySelectorAll<HTMLElement>('[data-placeholder]')) {
    target.setAttribute('placeholder', text(target.dataset['placeholder']));
  }
}
