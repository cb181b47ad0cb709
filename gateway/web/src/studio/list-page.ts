/** The list of streams: a broadcaster's own, an admin's everyone's. */

import { byId, element, setText } from '../dom';
import { hue, initial } from '../format';
import { texts } from '../language';
import { newPoster, refreshPoster } from '../poster';
import { dateTime, duration, number } from './format';
import type { Stream, StreamStatus, User } from './model';
import { poll } from '../polling';
import { type Page, rest, withQuery } from './rest';
import { askForNewStream } from './spec-form';
import { studioTexts } from './texts';
import { tell } from './work';

const REFRESH_MS = 5_000;
const PAGE_SIZE = 30;
const MOST_PAGES = 10;
const TYPING_MS = 300;

export interface Listed {
  open(id: string): void;
  /** A stream was created; its key is in it this once. */
  created(stream: Stream): void;
}

/** Shows the list in `#inside`; returns how to take it away. */
export function showList(user: User, listed: Listed): () => void {
  const words = texts(studioTexts);
  document.title = words.pageTitle;
  const mayBroadcast = user.roles.includes('admin') || user.roles.includes('broadcaster');
  const list = byId<HTMLUListElement>('streams');
  if (user.roles.includes('admin')) {
    setText(byId('list-title'), words.allStreams);
    list.setAttribute('aria-label', words.allStreams);
  }
  const more = byId<HTMLButtonElement>('more');
  const query = byId<HTMLInputElement>('q');
  const status = byId<HTMLSelectElement>('status-wanted');
  status.append(new Option(words.anyStatus, ''), ...Object.entries(words.statuses).map(([value, text]) => new Option(text, value)));
  byId('new-stream').hidden = !mayBroadcast;
  byId('search').hidden = !mayBroadcast;
  let pages = 1;
  let closed = false;

  const refresh = async (): Promise<void> => {
    try {
      const found = await streams(pages, query.value.trim(), status.value);
      if (!closed) {
        show(list, found.streams, listed);
        more.hidden = !found.more || pages >= MOST_PAGES;
        empty(found.streams.length === 0, query.value.trim() !== '' || status.value !== '');
        tell(byId('list-failure'), null);
      }
    } catch (error) {
      if (!closed) {
        tell(byId('list-failure'), error);
      }
    }
    list.setAttribute('aria-busy', 'false');
  };

  if (!mayBroadcast) {
    list.hidden = true;
    byId('none').hidden = false;
    setText(byId('none-title'), words.noStreams);
    setText(byId('none-text'), words.mayNotBroadcast);
    return () => undefined;
  }
  const polling = poll(refresh, REFRESH_MS);
  let typing: ReturnType<typeof setTimeout> | undefined;
  const searchAgain = (): void => {
    pages = 1;
    polling.soon();
  };
  query.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(searchAgain, TYPING_MS);
  });
  status.addEventListener('change', searchAgain);
  byId('search').addEventListener('submit', (event) => event.preventDefault());
  more.addEventListener('click', () => {
    pages++;
    polling.soon();
  });
  byId('new-stream').addEventListener('click', () =>
    askForNewStream(async (spec) => listed.created(await rest<Stream>('POST', 'live-streams', spec))),
  );
  return () => {
    closed = true;
    clearTimeout(typing);
    polling.stop();
  };
}

async function streams(pages: number, q: string, status: string): Promise<{ streams: Stream[]; more: boolean }> {
  const found: Stream[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < pages; page++) {
    const answer: Page<Stream> = await rest('GET', withQuery('live-streams', { q, status, limit: PAGE_SIZE, cursor }));
    found.push(...answer.items);
    cursor = answer.nextCursor;
    if (!cursor) {
      break;
    }
  }
  return { streams: found, more: Boolean(cursor) };
}

function empty(none: boolean, searched: boolean): void {
  const words = texts(studioTexts);
  byId('none').hidden = !none;
  setText(byId('none-title'), searched ? words.noMatches : words.noStreams);
  setText(byId('none-text'), searched ? words.noMatchesText : words.noStreamsText);
}

/** Rows of streams that stay are kept, so that focus stays too. */
function show(list: HTMLUListElement, found: readonly Stream[], listed: Listed): void {
  const old = new Map(Array.from(list.children, (row) => [(row as HTMLElement).dataset['id'] ?? '', row as HTMLLIElement]));
  found.forEach((stream, index) => {
    const row = old.get(stream.id) ?? newRow(stream.id, listed);
    old.delete(stream.id);
    fill(row, stream);
    if (list.children[index] !== row) {
      list.insertBefore(row, list.children[index] ?? null);
    }
  });
  old.forEach((row) => row.remove());
}

function newRow(id: string, listed: Listed): HTMLLIElement {
  const letter = element('span', 'letter');
  letter.setAttribute('aria-hidden', 'true');
  const picture = element('div', 'thumb', letter, newPoster());
  picture.style.setProperty('--hue', String(hue(id)));
  const link = element('a', 'stream-link');
  link.href = `/studio/${id}`;
  link.addEventListener('click', (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      listed.open(id);
    }
  });
  const row = element(
    'li',
    'stream-row',
    picture,
    element('div', 'stream-text', element('h2', '', link), element('p', 'facts'), element('p', 'hint stream-created')),
    element('span', 'badge'),
  );
  row.dataset['id'] = id;
  return row;
}

function fill(row: HTMLLIElement, stream: Stream): void {
  const words = texts(studioTexts);
  const find = (selector: string): HTMLElement => row.querySelector(selector) as HTMLElement;
  const title = stream.title || words.untitled;
  const poster = find('.poster') as HTMLImageElement;
  setText(find('.letter'), initial(title));
  refreshPoster(poster, stream, new Date());
  poster.alt = words.picture(title);
  if (stream.status !== 'active') {
    poster.classList.remove('shown');
  }
  setText(find('.stream-link'), title);
  setText(find('.facts'), facts(stream));
  setText(find('.stream-created'), words.created(dateTime(stream.createdAt)));
  showStatus(find('.badge'), stream.status);
}

function facts(stream: Stream): string {
  const words = texts(studioTexts);
  const on = stream.status === 'active' || stream.status === 'reconnecting';
  const all = [words.ownedBy(stream.owner)];
  if (on) {
    all.push(words.viewers(number(stream.viewerCount)));
  }
  if (on && stream.startedAt) {
    all.push(words.liveFor(duration((Date.now() - Date.parse(stream.startedAt)) / 1_000)));
  }
  return all.join(' · ');
}

export function showStatus(badge: HTMLElement, status: StreamStatus): void {
  setText(badge, texts(studioTexts).statuses[status]);
  badge.dataset['status'] = status;
}
