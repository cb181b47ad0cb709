import { byId, element } from '../dom';
import { texts } from '../language';
import { KEYS } from './keys';
import { TEXTS } from './texts';

/** Opens and closes the table of keys. */
export function newHelp(): { toggle(): void; isOpen(): boolean } {
  const dialog = byId<HTMLDialogElement>('help');
  const lines = texts(TEXTS).keyHelp;
  byId('help-keys').append(
    ...KEYS.flatMap((keys, index) => [
      element('dt', '', ...keys.flatMap((key, at) => (at === 0 ? [element('kbd', '', key)] : [' ', element('kbd', '', key)]))),
      element('dd', '', lines[index] ?? ''),
    ]),
  );
  // A click beside it, which is on the dialog itself.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
  return {
    isOpen: () => dialog.open,
    toggle: () => (dialog.open ? dialog.close() : dialog.showModal()),
  };
}
