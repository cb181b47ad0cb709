import { liveStreams } from './api';
import { byId, repeat, setText } from './dom';
import { liveCount } from './format';
import { showStreams } from './live-list';

const REFRESH_MS = 5_000;
const REFRESH_HIDDEN_MS = 60_000;

const list = byId<HTMLUListElement>('streams');
const more = byId<HTMLButtonElement>('more');
let pages = 1;

async function refresh(): Promise<void> {
  try {
    const answer = await liveStreams(pages);
    showStreams(list, answer.streams, new Date());
    const none = answer.streams.length === 0;
    setText(byId('summary'), none ? '' : liveCount(answer.streams.length, answer.more));
    byId('empty').hidden = !none;
    byId('trouble').hidden = true;
    more.hidden = !answer.more;
  } catch {
    setText(byId('trouble'), 'The list of streams cannot be loaded right now. Trying again…');
    byId('trouble').hidden = false;
  }
  list.setAttribute('aria-busy', 'false');
}

function explainHowToGoLive(): void {
  const server = `rtmp://${location.hostname}:1935/live`;
  setText(byId('rtmp-server'), server);
  setText(
    byId('ffmpeg-command'),
    `ffmpeg -re -i input.mp4 -c:v libx264 -g 60 -c:a aac \\\n  -f flv ${server}/<stream key>`,
  );
}

more.addEventListener('click', () => {
  pages++;
  void refresh();
});
explainHowToGoLive();
repeat(refresh, () => (document.hidden ? REFRESH_HIDDEN_MS : REFRESH_MS));
