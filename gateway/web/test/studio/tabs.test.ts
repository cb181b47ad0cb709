import { expect, it } from 'vitest';
import { showTabs } from '../../src/studio/tabs';

it('tabs show one panel, and arrows move between them', () => {
  document.body.innerHTML = '<div id="list"></div><div id="a"></div><div id="b"></div><div id="c"></div>';
  const list = document.getElementById('list') as HTMLElement;
  const panels = ['a', 'b', 'c'].map((id) => document.getElementById(id) as HTMLElement);
  showTabs(list, panels.map((panel) => ({ name: panel.id.toUpperCase(), panel })));
  const press = (key: string): string => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    return `${document.activeElement?.textContent} ${panels.filter((panel) => !panel.hidden).map(({ id }) => id)}`;
  };
  (list.firstElementChild as HTMLElement).focus();
  expect(press('ArrowRight')).toBe('B b');
  expect(press('End')).toBe('C c');
  expect(press('ArrowRight')).toBe('A a');
  expect(press('ArrowLeft')).toBe('C c');
  expect(press('Home')).toBe('A a');
  expect(Array.from(list.children, (tab) => (tab as HTMLElement).tabIndex)).toEqual([0, -1, -1]);
});
