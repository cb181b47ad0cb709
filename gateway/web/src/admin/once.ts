/** A secret that is shown once: it is in no list, and forgotten when it is dismissed or the page is left. */

import { element, setText } from '../dom';
import { texts } from '../language';
import { copies } from '../studio/copy';
import { button } from '../studio/dialogs';
import { frameTexts } from '../studio/frame-texts';
import { adminTexts } from './texts';

export function showOnce(place: HTMLElement, hint: string, secret: string, masked: string): void {
  const words = texts(adminTexts);
  const shown = element('code', 'key', masked);
  const show = button(words.keyShow, 'button quiet small');
  show.setAttribute('aria-pressed', 'false');
  const copy = button(texts(frameTexts).copy, 'button small');
  const done = button(words.keyDismiss, 'button quiet small');
  copies(copy, shown, () => secret);
  show.addEventListener('click', () => {
    const visible = show.getAttribute('aria-pressed') !== 'true';
    show.setAttribute('aria-pressed', String(visible));
    setText(show, visible ? words.keyHide : words.keyShow);
    setText(shown, visible ? secret : masked);
  });
  done.addEventListener('click', () => {
    place.hidden = true;
    place.replaceChildren();
  });
  place.replaceChildren(element('p', '', hint), shown, element('p', 'actions', show, copy, done));
  place.hidden = false;
  copy.focus();
}
