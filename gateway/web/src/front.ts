import { liveStreams } from './api';
import { byId, setText } from './dom';
import { liveCount } from './format';
import { TEXTS } from './front-texts';
import { switchesLanguage } from './language-switch';
import { texts, translate } from './language';
import { showStreams } from './live-list';
import { poll } from './polling';

const REFRESH_MS = 5_000;
const REFRESH_HIDDEN_MS = 60_000;

const words = texts(TEXTS);
translate(document, words);
document.title = words.documentTitle;
switchesLanguage(byId('language'));

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
    setText(byId('trouble'), words.trouble);
    byId('trouble').hidden = false;
  }
  list.setAttribute('aria-busy', 'false');
}

more.addEventListener('click', () => {
  pages++;
  void refresh();
});
poll(refresh, REFRESH_MS, REFRESH_HIDDEN_MS);
