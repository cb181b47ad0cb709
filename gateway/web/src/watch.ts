import type { LiveStream } from './api';
import { byId, element, setText } from './dom';
import { liveFor, viewers } from './format';
import { switchesLanguage } from './language-switch';
import { texts, translate } from './language';
import { openRoom } from './room/room';
import { Player } from './watch/player';
import type { Stage } from './watch/stage';
import { TEXTS } from './watch/texts';
import { momentOf } from './watch/wall-clock';

/** The room counts sooner than the API; when it falls silent, the API's count is shown again. */
const ROOM_COUNTS_FOR_MS = 15_000;

const words = texts(TEXTS);
translate(document, words);
switchesLanguage(byId('language'));

const id = location.pathname.split('/')[2] ?? '';
let roomCountedAt = -Infinity;
let isDescribed = false;

function showStage(stage: Stage, replaying: boolean): void {
  const status: Partial<Record<Stage, string>> = replaying ? { ...words.status, live: words.status.replay } : words.status;
  const badge = byId('status');
  badge.hidden = !status[stage];
  badge.dataset['stage'] = replaying ? 'replay' : stage;
  setText(badge, status[stage] ?? '');
  if (stage === 'not-found') {
    setText(byId('title'), words.noSuchStream);
  } else if (stage.startsWith('link-') && !isDescribed) {
    setText(byId('title'), words.byLink);
  }
}

function describe(stream: LiveStream): void {
  isDescribed = true;
  const title = stream.title || words.untitled;
  document.title = `${title} · Headwater`;
  setText(byId('title'), title);
  setText(byId('description'), stream.description ?? '');
  const isOn = stream.status === 'active' || stream.status === 'reconnecting';
  if (performance.now() - roomCountedAt > ROOM_COUNTS_FOR_MS) {
    setText(byId('viewers'), isOn && typeof stream.viewerCount === 'number' ? viewers(stream.viewerCount) : '');
  }
  setText(byId('since'), isOn && stream.startedAt ? liveFor(new Date(stream.startedAt), new Date()) : '');
  const tags = stream.tags ?? [];
  const list = byId('tags');
  list.hidden = tags.length === 0;
  if (list.textContent !== tags.join('')) {
    list.replaceChildren(...tags.map((tag) => element('li', '', tag)));
  }
  if ('mediaSession' in navigator) {
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist: 'Headwater' });
  }
}

let enterRoom = (): void => undefined;
const player = new Player(id, momentOf(location.search), { onStream: describe, onStage: showStage, onAdmitted: () => enterRoom() });

// ---- The room: this is all it has of the page. ----
void player.admitted().then(() => {
  enterRoom = openRoom({
    streamId: id,
    playbackToken: () => player.playbackToken(),
    playhead: player.playhead,
    panel: byId('room'),
    overlay: byId('danmaku'),
    heat: byId('heat'),
    over: byId('over'),
    onViewers: (count) => {
      roomCountedAt = performance.now();
      setText(byId('viewers'), viewers(count));
    },
  });
});
