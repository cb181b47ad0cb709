/** Tabs as ARIA describes them: arrows move between them, one panel is shown. */

import { element } from '../dom';

export interface Tab {
  readonly name: string;
  readonly panel: HTMLElement;
  /** The panel comes into view. */
  readonly shown?: () => void;
}

export function showTabs(list: HTMLElement, tabs: readonly Tab[]): void {
  const buttons = tabs.map(({ name, panel }) => {
    const button = element('button', 'tab', name);
    button.type = 'button';
    button.id = `${panel.id}-tab`;
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    return button;
  });
  const choose = (chosen: number): void => {
    tabs.forEach(({ panel }, index) => {
      panel.hidden = index !== chosen;
      buttons[index]?.setAttribute('aria-selected', String(index === chosen));
      if (buttons[index]) {
        buttons[index].tabIndex = index === chosen ? 0 : -1;
      }
    });
    tabs[chosen]?.shown?.();
  };
  buttons.forEach((button, index) => button.addEventListener('click', () => choose(index)));
  list.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = target(event.key, at, buttons.length);
    if (to !== null) {
      event.preventDefault();
      choose(to);
      buttons[to]?.focus();
    }
  });
  list.replaceChildren(...buttons);
  choose(0);
}

function target(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
