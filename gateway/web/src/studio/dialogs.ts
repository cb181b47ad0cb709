/** Dialogs. The browser gives the focus back to where it was when one closes. */

import { element } from '../dom';
import { texts } from '../language';
import { frameTexts } from './frame-texts';
import { once } from './work';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that does it says. */
  readonly action: string;
}

let count = 0;

/** An empty dialog with its heading, which is gone from the page once it is closed. */
export function openDialog(title: string, ...content: Node[]): HTMLDialogElement {
  const heading = element('h2', '', title);
  heading.id = `dialog-${++count}`;
  const dialog = element('dialog', 'dialog', heading, ...content);
  dialog.setAttribute('aria-labelledby', heading.id);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks before something that cannot be undone; `work` is done while the dialog stays, and its failure is told there. */
export function confirmed({ title, text, action }: Question, work: () => Promise<void>): void {
  const words = texts(frameTexts);
  const cancel = button(words.cancel, 'button quiet');
  const act = button(action, 'button danger');
  const alert = element('p', 'trouble');
  alert.setAttribute('role', 'alert');
  alert.hidden = true;
  const dialog = openDialog(title, element('p', '', text), alert, element('p', 'dialog-actions', cancel, act));
  cancel.addEventListener('click', () => dialog.close());
  act.addEventListener('click', () => {
    void once(act, alert, work).then((done) => done && dialog.close());
  });
  cancel.focus();
}

export function button(text: string, className: string): HTMLButtonElement {
  const created = element('button', className, text);
  created.type = 'button';
  return created;
}
