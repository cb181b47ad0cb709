/** The studio: `/studio` is the list of streams, `/studio/<id>` one of them. */

import { byId } from '../dom';
import { texts } from '../language';
import { chatTexts } from './chat-texts';
import { frame } from './frame';
import { showList } from './list-page';
import { liveTexts } from './live-texts';
import type { Stream, User } from './model';
import { showStream } from './stream-page';
import { studioTexts } from './texts';

const STREAM = /^\/studio\/([a-z0-9]{16})$/;

let user: User | null = null;
let close = (): void => undefined;
/** Keys of streams created here, for as long as the page is not left: the API tells them once. */
const fresh = new Map<string, string>();
const MOST_FRESH = 20;

function show(): void {
  close();
  close = () => undefined;
  if (!user) {
    return;
  }
  const id = STREAM.exec(location.pathname)?.[1];
  const template = byId(id ? 'stream-page' : 'list-page') as HTMLTemplateElement;
  byId('inside').replaceChildren(template.content.cloneNode(true));
  close = id
    ? showStream(id, { user, key: fresh.get(id) ?? null, keep: (key) => keep(id, key), leave: () => go('/studio') })
    : showList(user, { open: (to) => go(`/studio/${to}`), created });
}

function go(path: string): void {
  history.pushState(null, '', path);
  show();
  byId('main').focus();
  scrollTo(0, 0);
}

function created(stream: Stream): void {
  if (stream.ingest.streamKey) {
    keep(stream.id, stream.ingest.streamKey);
  }
  go(`/studio/${stream.id}`);
}

function keep(id: string, key: string): void {
  fresh.delete(id);
  fresh.set(id, key);
  const oldest = fresh.keys().next();
  if (fresh.size > MOST_FRESH && !oldest.done) {
    fresh.delete(oldest.value);
  }
}

document.title = texts(studioTexts).pageTitle;
addEventListener('popstate', show);
byId('to-studio').addEventListener('click', (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go('/studio');
  }
});
frame(
  { ...texts(studioTexts), ...texts(liveTexts), ...texts(chatTexts) },
  {
    show(signedIn) {
      user = signedIn;
      byId('to-admin').hidden = !signedIn.roles.includes('admin');
      show();
    },
    hide() {
      user = null;
      fresh.clear();
      show();
      byId('inside').replaceChildren();
    },
  },
);
