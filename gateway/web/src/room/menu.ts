import { element } from '../dom';

export interface MenuItem {
  readonly label: string;
  readonly danger?: boolean;
  run(): void;
}

/** A menu beside what it is about: arrows, Home, End, Escape, and the focus back where it was. */
export class Menu {
  private readonly list = element('ul', 'room-menu');
  private opener: HTMLElement | null = null;

  constructor(private readonly within: HTMLElement) {
    this.list.setAttribute('role', 'menu');
    this.list.hidden = true;
    within.append(this.list);
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.list.contains(relatedTarget))) {
        this.list.hidden = true;
      }
    });
  }

  open(opener: HTMLElement, label: string, items: readonly MenuItem[]): void {
    this.opener = opener;
    this.list.setAttribute('aria-label', label);
    this.list.replaceChildren(...items.map((item) => this.entry(item)));
    this.list.hidden = false;
    const around = this.within.getBoundingClientRect();
    const beside = opener.getBoundingClientRect();
    const below = beside.bottom - around.top;
    const fits = below + this.list.offsetHeight <= around.height;
    const top = fits ? below : beside.top - around.top - this.list.offsetHeight;
    this.list.style.top = `${Math.max(0, top)}px`;
    const left = Math.min(beside.left - around.left, around.width - this.list.offsetWidth - 8);
    this.list.style.left = `${Math.max(8, left)}px`;
    this.entries[0]?.focus();
  }

  private entry({ label, danger, run }: MenuItem): HTMLLIElement {
    const entry = element('button', danger ? 'danger' : '', label);
    entry.type = 'button';
    entry.tabIndex = -1;
    entry.setAttribute('role', 'menuitem');
    entry.addEventListener('click', () => {
      this.close();
      run();
    });
    const item = element('li', '', entry);
    item.setAttribute('role', 'none');
    return item;
  }

  private get entries(): HTMLButtonElement[] {
    return [...this.list.querySelectorAll('button')];
  }

  private close(): void {
    this.list.hidden = true;
    this.opener?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const entries = this.entries;
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const to: Partial<Record<string, number>> = {
      ArrowDown: (at + 1) % entries.length,
      ArrowUp: (at - 1 + entries.length) % entries.length,
      Home: 0,
      End: entries.length - 1,
    };
    const next = to[event.key];
    if (next !== undefined) {
      entries[next]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
