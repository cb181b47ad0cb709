import { element, setText } from '../dom';
import { AREAS, keywordsOf, LIMITS, RANGES, type SettingsStore } from './danmaku-settings';
import { button, checkbox, choices, newId } from './parts';
import type { Texts } from './texts';

/** What can be chosen of danmaku. */
export function settingsPanel(texts: Texts, store: SettingsStore): HTMLElement {
  const settings = store.now;
  const hides = (['hideScroll', 'hideTop', 'hideBottom', 'hideColour'] as const).map((key) =>
    checkbox(texts.hides[key], settings[key], (checked) => store.change({ [key]: checked })),
  );
  const panel = element(
    'div',
    'room-popover room-settings',
    ...(['opacity', 'size', 'speed'] as const).map((key) => slider(texts, store, key)),
    choices(texts.area, 'segments', pairs(AREAS, texts.areas), settings.area, (area) => store.change({ area })),
    choices(texts.limit, 'segments', pairs(LIMITS, texts.limits), settings.limit, (limit) => store.change({ limit })),
    checkbox(texts.noOverlap, settings.noOverlap, (noOverlap) => store.change({ noOverlap })),
    element('fieldset', 'choices checks', element('legend', '', texts.hide), ...hides),
    keywords(texts, store),
    hiddenUsers(texts, store),
  );
  panel.setAttribute('role', 'group');
  panel.setAttribute('aria-label', texts.danmakuSettings);
  return panel;
}

function pairs(values: readonly number[], labels: readonly string[]): { value: number; label: string }[] {
  return values.map((value, index) => ({ value, label: labels[index] ?? String(value) }));
}

function slider(texts: Texts, store: SettingsStore, key: keyof typeof RANGES): HTMLElement {
  const { min, max, step } = RANGES[key];
  const input = element('input');
  input.type = 'range';
  input.min = String(min);
  input.max = String(max);
  input.step = String(step);
  input.value = String(store.now[key]);
  const value = element('output', '');
  const show = (): void => setText(value, `${Math.round(store.now[key] * 100)} %`);
  input.addEventListener('input', () => {
    store.change({ [key]: input.valueAsNumber });
    show();
  });
  show();
  return element('label', 'slide', element('span', '', texts[key]), input, value);
}

function keywords(texts: Texts, store: SettingsStore): HTMLElement {
  const input = element('input', 'room-input');
  input.type = 'text';
  input.id = newId();
  input.value = store.now.keywords.join(', ');
  input.addEventListener('change', () => {
    store.change({ keywords: keywordsOf(input.value.split(/[,，、]/)) });
    input.value = store.now.keywords.join(', ');
  });
  const label = element('label', '', texts.keywords);
  label.htmlFor = input.id;
  return element('div', 'room-words', label, input);
}

function hiddenUsers(texts: Texts, store: SettingsStore): HTMLElement {
  const list = element('ul', 'room-hidden');
  const section = element('div', '', element('p', '', texts.hiddenUsers), list);
  const show = (): void => {
    const { users } = store.now;
    section.hidden = users.length === 0;
    list.replaceChildren(
      ...users.map(({ id, name }) => element('li', '', button('', element('bdi', '', `${name} ✕`), () => store.unblock(id), texts.unhide(name)))),
    );
  };
  store.on(show);
  show();
  return section;
}
