import { byId, setText } from './dom';
import { texts, translate } from './language';
import { Player } from './watch/player';
import { TEXTS } from './watch/texts';
import { momentOf } from './watch/wall-clock';

const words = texts(TEXTS);
translate(document, words);

const id = location.pathname.split('/')[2] ?? '';
const link = byId<HTMLAnchorElement>('embed-title');
link.href = `/watch/${id}`;
byId<HTMLAnchorElement>('to-front').target = '_blank';

new Player(id, momentOf(location.search), {
  onStream: (stream) => {
    const title = stream.title || words.untitled;
    document.title = `${title} · Headwater`;
    setText(link, title);
    link.setAttribute('aria-label', words.watchOn(title));
    link.hidden = false;
  },
  onStage: () => undefined,
});
