import type { LiveStream } from './api';
import { TEXTS } from './front-texts';
import { texts } from './language';

const REFRESH_MS = 30_000;
/** A stream has its first picture within this. */
const FIRST_AFTER_MS = 10_000;

/** Where the newest picture of a stream is; null while there is hardly one yet. */
export function posterOf(stream: LiveStream, now: Date): string | null {
  const since = stream.startedAt ? new Date(stream.startedAt).getTime() : 0;
  return stream.status === 'active' && now.getTime() - since >= FIRST_AFTER_MS ? `/live/${stream.id}/poster.jpg` : null;
}

/**
 * A picture without a source yet. It takes no room of its own, is loaded only when it comes into view, and is seen only once it is
 * there: whatever is behind it stands in for it until then.
 */
export function newPoster(): HTMLImageElement {
  const poster = document.createElement('img');
  poster.className = 'poster';
  poster.width = 640;
  poster.height = 360;
  poster.loading = 'lazy';
  poster.decoding = 'async';
  poster.addEventListener('load', () => poster.classList.add('shown'));
  poster.addEventListener('error', () => poster.classList.remove('shown'));
  return poster;
}

/** Shows the stream's newest picture; asks for a newer one twice a minute, the old one staying until it is there. */
export function refreshPoster(poster: HTMLImageElement, stream: LiveStream, now: Date): void {
  poster.alt = texts(TEXTS).picture(stream.title);
  const newest = posterOf(stream, now);
  if (newest === null) {
    return;
  }
  // Servers ignore the query: it only keeps the browser from showing the picture it has.
  const source = `${newest}?${Math.floor(now.getTime() / REFRESH_MS)}`;
  if (poster.getAttribute('src') !== source) {
    poster.src = source;
  }
}
