import { byId } from '../dom';

const SHOWN_MS = 5_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something over the picture for a while; screen readers hear it once. */
export function toast(text: string): void {
  const place = byId('toast');
  place.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.textContent = '';
  }, SHOWN_MS);
}
