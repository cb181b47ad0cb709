/** Small parts of forms. */

import { element } from '../dom';

export function field(text: string, control: HTMLElement, hint?: string): HTMLLabelElement {
  return element('label', 'field', element('span', '', text), control, ...(hint ? [element('small', 'hint', hint)] : []));
}

export function textInput(maxLength?: number): HTMLInputElement {
  const input = element('input');
  input.type = 'text';
  input.autocomplete = 'off';
  if (maxLength !== undefined) {
    input.maxLength = maxLength;
  }
  return input;
}

export function numberInput(least: number, most: number): HTMLInputElement {
  const input = element('input');
  input.type = 'number';
  input.min = String(least);
  input.max = String(most);
  input.step = '1';
  input.inputMode = 'numeric';
  return input;
}

export function select(options: readonly (readonly [value: string, text: string])[]): HTMLSelectElement {
  return element('select', '', ...options.map(([value, text]) => new Option(text, value)));
}

export function submitButton(text: string): HTMLButtonElement {
  const button = element('button', 'button', text);
  button.type = 'submit';
  return button;
}

/** Where a failure is told. */
export function alertLine(): HTMLParagraphElement {
  const line = element('p', 'trouble');
  line.setAttribute('role', 'alert');
  line.hidden = true;
  return line;
}
