import { byId, element, setText } from '../dom';
import { texts } from '../language';
import type { Source } from './source';
import { TEXTS } from './texts';

/** The button that says which rendition plays, and the menu to choose one. */
export class QualityMenu {
  private readonly words = texts(TEXTS);
  private readonly button = byId<HTMLButtonElement>('quality');
  private readonly menu = byId('quality-menu');

  constructor(private readonly source: () => Source | null) {
    this.button.addEventListener('click', () => this.show(!this.isOpen()));
    this.menu.addEventListener('keydown', (event) => this.onKey(event));
    document.addEventListener('pointerdown', (event) => {
      if (!this.menu.contains(event.target as Node) && !this.button.contains(event.target as Node)) {
        this.show(false, false);
      }
    });
    this.menu.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && !this.menu.contains(event.relatedTarget) && event.relatedTarget !== this.button) {
        this.show(false, false);
      }
    });
  }

  isOpen(): boolean {
    return !this.menu.hidden;
  }

  update(): void {
    const source = this.source();
    const all = source?.qualities() ?? [];
    const now = source?.quality() ?? null;
    this.button.hidden = all.length === 0;
    const playing = all.find((quality) => quality.index === now?.index)?.label ?? '';
    const label = now?.auto === false ? playing : playing ? this.words.autoNow(playing) : this.words.auto;
    setText(byId('quality-now'), playing);
    this.button.title = label;
    this.fill(
      [{ index: null, label: now?.auto ? label : this.words.auto }, ...all],
      now === null || now.auto ? null : now.index,
    );
  }

  private fill(items: readonly { index: number | null; label: string }[], checked: number | null): void {
    const same = items.length === this.menu.children.length;
    items.forEach((item, place) => {
      const entry = same ? (this.menu.children[place] as HTMLElement) : element('button', 'menu-item');
      entry.setAttribute('role', 'menuitemradio');
      entry.setAttribute('aria-checked', String(item.index === checked));
      entry.tabIndex = -1;
      entry.dataset['index'] = String(item.index ?? 'auto');
      setText(entry, item.label);
      if (!same) {
        (entry as HTMLButtonElement).type = 'button';
        entry.addEventListener('click', () => this.choose(entry));
        this.menu.append(entry);
      }
    });
    while (!same && this.menu.children.length > items.length) {
      this.menu.firstElementChild?.remove();
    }
  }

  private choose(entry: HTMLElement): void {
    const index = Number(entry.dataset['index']);
    this.source()?.choose(Number.isNaN(index) ? null : index);
    this.show(false);
  }

  private show(open: boolean, focus = true): void {
    if (open === this.isOpen()) {
      return;
    }
    this.menu.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    if (open) {
      this.menu.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
    } else if (focus) {
      this.button.focus();
    }
  }

  private onKey(event: KeyboardEvent): void {
    const items = [...this.menu.querySelectorAll<HTMLElement>('.menu-item')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    event.stopPropagation();
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      this.show(false, event.key === 'Escape');
    }
  }
}
