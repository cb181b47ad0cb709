import { ApiError, type LiveStream, liveStream } from './api';
import { byId, element, repeat, setText } from './dom';
import { liveFor, viewers } from './format';
import { posterOf } from './poster';
import { Controls } from './watch/controls';
import { openSource, type Source } from './watch/source';
import { type Facts, shouldPlay, type Stage, stageOf } from './watch/stage';

const POLL_MS = 5_000;
const POLL_HIDDEN_MS = 30_000;
/** A shorter pause, as after a seek, is not worth a word. */
const STALL_MS = 1_200;

const NOTICES: Record<Stage, { title: string; text: string; busy?: boolean; front?: boolean; again?: boolean } | null> = {
  live: null,
  loading: { title: 'Loading…', text: '', busy: true },
  waiting: { title: 'Not live yet', text: 'This page starts playing when the stream does.', busy: true, front: true },
  reconnecting: { title: 'Reconnecting…', text: 'The picture comes back by itself.', busy: true },
  ended: { title: 'The stream has ended', text: 'Thanks for watching.', front: true },
  'not-found': { title: 'There is no such stream', text: 'Its address may be mistyped, or it was removed.', front: true },
  error: { title: 'This cannot be played right now', text: 'Trying again…', busy: true, front: true, again: true },
};

const STATUS: Partial<Record<Stage, string>> = {
  live: 'Live',
  waiting: 'Not live yet',
  reconnecting: 'Reconnecting',
  ended: 'Ended',
};

const id = location.pathname.split('/')[2] ?? '';
const player = byId('player');
const video = byId<HTMLVideoElement>('video');
let facts: Facts = { status: 'unknown', playback: 'none', hasPlayed: false };
let source: Source | null = null;
let supported = true;
let stallTimer: ReturnType<typeof setTimeout> | undefined;
const controls = new Controls(video, () => source);

function learn(news: Partial<Facts>): void {
  facts = { ...facts, ...news };
  if (shouldPlay(facts) && supported && !source) {
    open();
  } else if (!shouldPlay(facts) && source && facts.playback !== 'playing' && facts.playback !== 'paused') {
    source.close();
    source = null;
  }
  show(supported ? stageOf(facts) : 'error');
}

function open(): void {
  facts = { ...facts, playback: 'loading' };
  source = openSource(video, `/live/${id}/index.m3u8`, {
    onRetry: () => {
      if (facts.playback !== 'playing') {
        learn({ playback: 'retrying' });
      }
    },
    onUnsupported: () => {
      supported = false;
    },
  });
  void controls.start();
}

function show(stage: Stage): void {
  player.dataset['stage'] = stage;
  const notice = NOTICES[stage];
  byId('notice').hidden = notice === null;
  byId('keys').hidden = stage === 'not-found';
  byId('controls').hidden = stage !== 'live' && stage !== 'reconnecting';
  if (notice) {
    setText(byId('notice-title'), notice.title);
    setText(byId('notice-text'), supported ? notice.text : 'This browser has no way to play HLS.');
    byId('spinner').hidden = !notice.busy || !supported;
    byId('to-front').hidden = !notice.front;
    byId('try-again').hidden = !notice.again;
  }
  const status = STATUS[stage];
  byId('status').hidden = !status;
  byId('status').dataset['stage'] = stage;
  setText(byId('status'), status ?? '');
  controls.update();
}

function describe(stream: LiveStream): void {
  const title = stream.title || 'Untitled';
  document.title = `${title} · Headwater`;
  setText(byId('title'), title);
  setText(byId('description'), stream.description ?? '');
  const isOn = stream.status === 'active' || stream.status === 'reconnecting';
  setText(byId('viewers'), isOn && typeof stream.viewerCount === 'number' ? viewers(stream.viewerCount) : '');
  setText(byId('since'), isOn && stream.startedAt ? liveFor(new Date(stream.startedAt), new Date()) : '');
  const poster = posterOf(stream, new Date());
  if (poster && !video.poster && !facts.hasPlayed) {
    video.poster = poster;
  }
  const tags = stream.tags ?? [];
  byId('tags').hidden = tags.length === 0;
  byId('tags').replaceChildren(...tags.map((tag) => element('li', '', tag)));
}

async function refresh(): Promise<void> {
  try {
    const stream = await liveStream(id);
    describe(stream);
    const again = facts.playback === 'ended' && facts.status !== 'active' && stream.status === 'active';
    learn({ status: stream.status, ...(again ? restart() : {}) });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      setText(byId('title'), 'No such stream');
      learn({ status: 'missing' });
    } else if (facts.status === 'unknown') {
      learn({ status: 'unknown' });
    }
  }
}

/** A stream that went live again after its end is another broadcast. */
function restart(): Partial<Facts> {
  source?.close();
  source = null;
  return { playback: 'none', hasPlayed: false };
}

video.addEventListener('playing', () => {
  clearTimeout(stallTimer);
  learn({ playback: 'playing', hasPlayed: true });
});
video.addEventListener('pause', () => {
  if (!video.ended && facts.playback === 'playing') {
    learn({ playback: 'paused' });
  }
});
video.addEventListener('waiting', () => {
  clearTimeout(stallTimer);
  stallTimer = setTimeout(() => {
    if (facts.playback === 'playing') {
      learn({ playback: 'stalled' });
    }
  }, STALL_MS);
});
video.addEventListener('ended', () => learn({ playback: 'ended' }));
byId('try-again').addEventListener('click', () => learn(restart()));
repeat(refresh, () => (document.hidden ? POLL_HIDDEN_MS : POLL_MS));
