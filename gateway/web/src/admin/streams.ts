/** Everyone's streams. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { dateTime, number } from '../studio/format';
import { showStatus } from '../studio/list-page';
import type { Stream } from '../studio/model';
import { poll } from '../polling';
import { type Page, rest, withQuery } from '../studio/rest';
import { replaceIfChanged, table } from '../studio/table';
import { studioTexts } from '../studio/texts';
import { tell } from '../studio/work';
import { adminTexts } from './texts';

const REFRESH_MS = 5_000;
const TYPING_MS = 300;
const PAGE_SIZE = 50;
const MOST_PAGES = 10;

/** @returns how to stop looking */
export function showStreams(): () => void {
  const words = texts(adminTexts);
  const query = byId<HTMLInputElement>('streams-q');
  const status = byId<HTMLSelectElement>('streams-status');
  const more = byId('streams-more');
  status.replaceChildren(
    new Option(words.anyStatus, ''),
    ...Object.entries(texts(studioTexts).statuses).map(([value, text]) => new Option(text, value)),
  );
  let pages = 1;
  const polling = poll(async () => {
    try {
      const streams: Stream[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < pages; page++) {
        const answer: Page<Stream> = await rest(
          'GET',
          withQuery('live-streams', { q: query.value.trim(), status: status.value, limit: PAGE_SIZE, cursor }),
        );
        streams.push(...answer.items);
        cursor = answer.nextCursor ?? null;
        if (cursor === null) {
          break;
        }
      }
      more.hidden = cursor === null || pages >= MOST_PAGES;
      show(streams);
      tell(byId('streams-failure'), null);
    } catch (error) {
      tell(byId('streams-failure'), error);
    }
  }, REFRESH_MS);
  let typing: ReturnType<typeof setTimeout> | undefined;
  const again = (): void => {
    pages = 1;
    polling.soon();
  };
  query.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(again, TYPING_MS);
  });
  status.addEventListener('change', again);
  byId('streams-search').addEventListener('submit', (event) => event.preventDefault());
  more.addEventListener('click', () => {
    pages++;
    polling.soon();
  });
  return () => {
    clearTimeout(typing);
    polling.stop();
  };
}

function show(streams: readonly Stream[]): void {
  const words = texts(adminTexts);
  const rows = streams.map((stream) => {
    const on = stream.status === 'active' || stream.status === 'reconnecting';
    return [
      stream.id,
      stream.title || texts(studioTexts).untitled,
      stream.owner,
      stream.status,
      on ? number(stream.viewerCount) : '',
      on && stream.startedAt ? dateTime(stream.startedAt) : '',
      dateTime(stream.createdAt),
    ] as const;
  });
  replaceIfChanged(byId('streams'), rows, () =>
    table(
      words.streams,
      [words.title, words.owner, words.status, words.viewers, words.since, words.created],
      rows.map(([id, title, owner, status, ...rest]) => {
        const link = element('a', '', title);
        link.href = `/studio/${id}`;
        const badge = element('span', 'badge');
        showStatus(badge, status);
        return [link, owner, badge, ...rest];
      }),
      words.noStreams,
    ),
  );
}
