import { element } from '../dom';

const SVG = 'http://www.w3.org/2000/svg';

export const ICONS = {
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 10h.01M15.5 10h.01M8 14.5c1 1.3 2.400 2 4 2s3-.7 4-2',
  style: 'M5 19 11 5h2l6 14M7.500 14h9',
  gear: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.500v5M9 14.500v5',
  send: 'M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4',
  close: 'm6 6 12 12M18 6 6 18',
} as const;

export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** A button that is named by its text, or by `label` where it has an icon. */
export function button(className: string, content: Node | string, onClick: () => void, label?: string): HTMLButtonElement {
  const created = element('button', className, content);
  created.type = 'button';
  if (label !== undefined) {
    created.setAttribute('aria-label', label);
    created.title = label;
  }
  created.addEventListener('click', onClick);
  return created;
}

let names = 0;

/** A name for what a label or a button refers to. */
export function newId(): string {
  return `room-${names++}`;
}

/** One of several, as radio buttons that look like what they stand for. */
export function choices<T extends string | number>(
  legend: string,
  className: string,
  options: readonly { readonly value: T; readonly label: string }[],
  chosen: T,
  onChoice: (value: T) => void,
): HTMLFieldSetElement {
  const set = element('fieldset', `choices ${className}`, element('legend', '', legend));
  const name = newId();
  for (const { value, label } of options) {
    const radio = element('input');
    radio.type = 'radio';
    radio.name = name;
    radio.checked = value === chosen;
    radio.addEventListener('change', () => onChoice(value));
    const text = element('span', '', label);
    text.dataset['value'] = String(value);
    set.append(element('label', '', radio, text));
  }
  return set;
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): HTMLLabelElement {
  const box = element('input');
  box.type = 'checkbox';
  box.checked = checked;
  box.addEventListener('change', () => onChange(box.checked));
  return element('label', 'check', box, element('span', '', label));
}

/** Puts what was not taken where it was written, unless something else stands there already. */
export function giveBack(field: HTMLInputElement, text: string | null): void {
  if (text !== null && field.value === '') {
    field.value = text;
  }
}

/** Opens and closes what a button stands for; Escape and a press elsewhere close it. */
export function popover(opener: HTMLButtonElement, panel: HTMLElement): { close(): void } {
  panel.id ||= newId();
  panel.hidden = true;
  opener.setAttribute('aria-controls', panel.id);
  const show = (open: boolean): void => {
    panel.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
  };
  show(false);
  opener.addEventListener('click', () => show(panel.hasAttribute('hidden')));
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !panel.hidden) {
      event.stopPropagation();
      show(false);
      opener.focus();
    }
  };
  panel.addEventListener('keydown', onKey);
  opener.addEventListener('keydown', onKey);
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !panel.contains(target) && !opener.contains(target)) {
      show(false);
    }
  });
  return { close: () => show(false) };
}
