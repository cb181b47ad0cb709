import type { LiveStream } from './api';
import { element, setText } from './dom';
import { TEXTS } from './front-texts';
import { texts } from './language';
import { newPoster, refreshPoster } from './poster';
import { hue, initial, liveFor, viewers } from './format';

const TAGS_SHOWN = 3;

/**
 * Makes the list show these streams. Cards of streams that stay are kept, so that focus and reading position stay too.
 */
export function showStreams(list: HTMLUListElement, streams: readonly LiveStream[], now: Date): void {
  const old = new Map<string, HTMLLIElement>();
  for (const card of list.querySelectorAll<HTMLLIElement>(':scope > li')) {
    old.set(card.dataset['id'] ?? '', card);
  }
  streams.forEach((stream, index) => {
    const card = old.get(stream.id) ?? newCard(stream.id);
    old.delete(stream.id);
    fill(card, stream, now);
    const there = list.children[index];
    if (there !== card) {
      list.insertBefore(card, there ?? null);
    }
  });
  old.forEach((card) => card.remove());
}

function newCard(id: string): HTMLLIElement {
  const letter = element('span', 'letter');
  const badge = element('span', 'badge live-badge', texts(TEXTS).live);
  letter.setAttribute('aria-hidden', 'true');
  badge.setAttribute('aria-hidden', 'true');
  const picture = element('div', 'picture', letter, newPoster(), badge);
  picture.style.setProperty('--hue', String(hue(id)));
  const link = element('a', 'card-link');
  link.href = `/watch/${id}`;
  const card = element(
    'li',
    'card',
    picture,
    element('div', 'card-text', element('h2', '', link), element('p', 'card-description'), element('p', 'card-facts'), element('ul', 'tags')),
  );
  card.dataset['id'] = id;
  return card;
}

function fill(card: HTMLLIElement, stream: LiveStream, now: Date): void {
  setText(part(card, '.letter'), initial(stream.title));
  refreshPoster(part(card, '.poster') as HTMLImageElement, stream, now);
  setText(part(card, '.card-link'), stream.title || texts(TEXTS).untitled);
  setText(part(card, '.card-description'), stream.description ?? '');
  setText(part(card, '.card-facts'), facts(stream, now));
  const tags = (stream.tags ?? []).slice(0, TAGS_SHOWN);
  const list = part(card, '.tags');
  list.toggleAttribute('hidden', tags.length === 0);
  if (list.textContent !== tags.join('')) {
    list.replaceChildren(...tags.map((tag) => element('li', '', tag)));
  }
}

function facts(stream: LiveStream, now: Date): string {
  const all: string[] = [];
  if (typeof stream.viewerCount === 'number') {
    all.push(viewers(stream.viewerCount));
  }
  if (stream.startedAt) {
    all.push(liveFor(new Date(stream.startedAt), now));
  }
  return all.join(' · ');
}

function part(card: HTMLElement, selector: string): HTMLElement {
  const found = card.querySelector<HTMLElement>(selector);
  if (!found) {
    throw new Error(`the card has no ${selector}`);
  }
  return found;
}
