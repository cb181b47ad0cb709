import { byId, element } from '../dom';
import { texts } from '../language';
import type { CharacterKeys } from './character-keys';
import { KEYS } from './keys';
import { TEXTS } from './texts';

/** Opens and closes the table of keys, with the switch for those that are characters. */
export function newHelp(characterKeys: CharacterKeys): { toggle(): void; isOpen(): boolean } {
  const dialog = byId<HTMLDialogElement>('help');
  const lines = texts(TEXTS).keyHelp;
  byId('help-keys').append(
    ...KEYS.flatMap((keys, index) => [
      element('dt', '', ...keys.flatMap((key, at) => (at === 0 ? [element('kbd', '', key)] : [' ', element('kbd', '', key)]))),
      element('dd', '', lines[index] ?? ''),
    ]),
  );
  const box = byId<HTMLInputElement>('character-keys');
  box.checked = characterKeys.areOn;
  box.addEventListener('change', () => characterKeys.turn(box.checked));
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
