import { setText } from '../dom';
import { texts } from '../language';
import { frameTexts } from './frame-texts';

const SAID_FOR_MS = 2_000;

/** Makes `button` copy what `field` shows. Pages without TLS have no clipboard: there the text is selected. */
export function copies(button: HTMLButtonElement, field: HTMLElement, text: () => string = () => field.textContent ?? ''): void {
  const words = texts(frameTexts);
  const label = button.textContent ?? words.copy;
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener('click', () => {
    void put(text()).then((done) => {
      if (!done) {
        getSelection()?.selectAllChildren(field);
      }
      setText(button, done ? words.copied : words.selectToCopy);
      clearTimeout(timer);
      timer = setTimeout(() => setText(button, label), SAID_FOR_MS);
    });
  });
}

async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
