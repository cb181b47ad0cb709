/** One stream: going live, how it does, its room, and its settings. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { ApiError } from '../problem';
import { confirmed } from './dialogs';
import { Figures } from './figures';
import { duration, number } from './format';
import { GoLive } from './go-live';
import { showHealth } from './health';
import { History } from './history';
import { showStatus } from './list-page';
import type { Health, Stream, User, Viewers } from './model';
import { poll, type Polling } from '../polling';
import { Preview } from './preview';
import { rest } from './rest';
import { showRoom } from './room-panels';
import { settingsOf } from './spec';
import { askForChanges } from './spec-form';
import { studioTexts } from './texts';
import { Tokens } from './tokens';
import { once, tell } from './work';

const STREAM_MS = 2_500;
const HEALTH_MS = 2_000;
const VIEWERS_MS = 10_000;
const HISTORY_MS = 10_000;

export interface Visit {
  readonly user: User;
  /** The stream's key, if it was made in this page. */
  readonly key: string | null;
  keep(key: string): void;
  /** Back to the list. */
  leave(): void;
}

/** Shows the stream in `#inside`; returns how to take it away. */
export function showStream(id: string, visit: Visit): () => void {
  const words = texts(studioTexts);
  const path = `live-streams/${id}`;
  const failure = byId('stream-failure');
  const goLive = new GoLive(id, visit.key, visit.keep);
  const preview = new Preview(id);
  const figures = new Figures();
  const history = new History(id);
  let stream: Stream | null = null;
  let leaveRoom = (): void => undefined;
  let closed = false;

  const take = (now: Stream): void => {
    if (closed) {
      return;
    }
    const changed = stream?.status !== now.status;
    if (stream === null) {
      begin();
    }
    stream = now;
    showHead(now, visit.user);
    goLive.show(now);
    preview.show(now);
    byId('tokens').hidden = now.playbackPolicy !== 'signed';
    if (changed) {
      arrange(now);
    }
  };
  const fail = (error: unknown): void => {
    if (closed) {
      return;
    }
    if (error instanceof ApiError && error.status === 404) {
      close();
      byId('inside').replaceChildren(missing());
    } else {
      tell(failure, error);
    }
  };
  const pollings: Polling[] = [];
  /** The rest is asked for once it is known that there is such a stream. */
  const begin = (): void => {
    new Tokens(id);
    leaveRoom = showRoom(id);
    pollings.push(
      poll(async () => {
        const health = await rest<Health>('GET', `${path}/health`).catch(() => null);
        if (!closed) {
          showHealth(health);
          figures.see(health, preview.behindLive());
        }
      }, HEALTH_MS),
      poll(async () => {
        const viewers = await rest<Viewers>('GET', `${path}/viewers`).catch(() => null);
        if (viewers && !closed) {
          figures.watched(viewers);
        }
      }, VIEWERS_MS),
      poll(() => history.refresh().catch(() => undefined), HISTORY_MS),
    );
  };
  const close = (): void => {
    closed = true;
    pollings.forEach((polling) => polling.stop());
    preview.close();
    figures.close();
    leaveRoom();
  };
  const act = async (what: string): Promise<void> => {
    take(await rest<Stream>('POST', `${path}/${what}`));
    pollings.forEach((polling) => polling.soon());
  };

  pollings.push(
    poll(async () => {
      try {
        take(await rest<Stream>('GET', path));
        tell(failure, null);
      } catch (error) {
        fail(error);
      }
    }, STREAM_MS),
  );
  byId('to-list').addEventListener('click', (event) => {
    event.preventDefault();
    visit.leave();
  });
  byId('edit').addEventListener('click', () => {
    if (stream) {
      askForChanges(settingsOf(stream), async (patch) => take(await rest<Stream>('PATCH', path, patch)));
    }
  });
  byId('enable').addEventListener('click', () => void once(byId('enable'), failure, () => act('enable')));
  byId('disable').addEventListener('click', () =>
    confirmed({ title: words.disableTitle, text: words.disableText, action: words.disable }, () => act('disable')),
  );
  byId('complete').addEventListener('click', () =>
    confirmed({ title: words.endTitle, text: words.endText, action: words.endStream }, () => act('complete')),
  );
  byId('delete').addEventListener('click', () =>
    confirmed({ title: words.deleteTitle(stream?.title ?? ''), text: words.deleteText, action: words.delete }, async () => {
      await rest('DELETE', path);
      visit.leave();
    }),
  );
  return close;
}

function showHead(stream: Stream, user: User): void {
  const words = texts(studioTexts);
  const title = stream.title || words.untitled;
  const on = stream.status === 'active' || stream.status === 'reconnecting';
  document.title = `${title} · ${words.pageTitle}`;
  setText(byId('title'), title);
  showStatus(byId('status'), stream.status);
  setText(byId('live-for'), on && stream.startedAt ? words.liveFor(duration((Date.now() - Date.parse(stream.startedAt)) / 1_000)) : '');
  setText(byId('viewers'), on ? words.viewers(number(stream.viewerCount)) : '');
  setText(byId('owner'), stream.owner === user.username ? '' : words.ownedBy(stream.owner));
  byId<HTMLAnchorElement>('watch-page').href = `/watch/${stream.id}`;
  const closed = stream.status === 'disabled' || stream.status === 'ended';
  byId('enable').hidden = !closed;
  byId('disable').hidden = stream.status === 'disabled';
  byId('complete').hidden = !on && stream.status !== 'connecting';
}

/** Before anybody publishes, how to go live is what matters. */
function arrange(stream: Stream): void {
  const on = stream.status === 'active' || stream.status === 'reconnecting' || stream.status === 'connecting';
  (document.querySelector('.control-room') as HTMLElement).dataset['on'] = String(on);
}

function missing(): Node {
  const words = texts(studioTexts);
  return element('section', 'card empty', element('h1', '', words.noStream), element('p', '', words.noStreamText));
}
