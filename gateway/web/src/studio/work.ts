/** Work that a button begins: once at a time, and its failure is told beside it. */

import { setText } from '../dom';
import { sentence } from './sentence';

/**
 * Does `work` unless it is under way already. The button says so meanwhile; it is not `disabled`, which would take the focus from who
 * pressed it with the keyboard.
 *
 * @returns whether it was done without failure
 */
export async function once(button: HTMLElement, alert: HTMLElement, work: () => Promise<void>): Promise<boolean> {
  if (button.getAttribute('aria-disabled') === 'true') {
    return false;
  }
  button.setAttribute('aria-disabled', 'true');
  tell(alert, null);
  try {
    await work();
    return true;
  } catch (error) {
    tell(alert, error);
    return false;
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

/** Shows what went wrong, or that nothing did. */
export function tell(alert: HTMLElement, error: unknown): void {
  setText(alert, error === null ? '' : sentence(error));
  alert.hidden = error === null;
}

/** `onSubmit` of a form, which stays on its page. */
export function submits(form: HTMLFormElement, alert: HTMLElement, work: () => Promise<void>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLElement>('[type=submit]');
    if (button) {
      void once(button, alert, work);
    }
  });
}
