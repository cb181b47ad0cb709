import { ApiError } from '../problem';
import { isGuest, type Message, moderates, type RoomUser } from './frames';
import type { MenuItem } from './menu';
import type { RoomApi } from './rest';
import type { Texts } from './texts';

const TIMEOUT_SECONDS = 600;

/** What one may do about a message: everybody for oneself, moderators for all. */
export function actionsFor(
  message: Message,
  me: RoomUser | null,
  { texts, api, hide, say }: { texts: Texts; api: RoomApi; hide: (user: RoomUser) => void; say: (sentence: string) => void },
): MenuItem[] {
  const { user } = message;
  const run = (work: Promise<void>, done: string): void => {
    work.then(
      () => say(done),
      (error: unknown) => say(trouble(texts, error)),
    );
  };
  const items: MenuItem[] = [];
  if (user.id !== me?.id) {
    items.push({ label: texts.hideUser, run: () => hide(user) });
  }
  if (moderates(me)) {
    items.push({ label: texts.deleteMessage, run: () => run(api.remove(message.id), '') });
  }
  if (moderates(me) && !moderates(user)) {
    items.push(
      { label: texts.timeout, danger: true, run: () => run(api.ban(user, TIMEOUT_SECONDS), texts.done.timeout(user.name)) },
      { label: texts.ban, danger: true, run: () => run(api.ban(user, null), texts.done.ban(user.name)) },
    );
    if (isGuest(user)) {
      items.push({ label: texts.banAlone, danger: true, run: () => run(api.ban(user, null, 'guest'), texts.done.ban(user.name)) });
    }
  }
  return items;
}

function trouble(texts: Texts, error: unknown): string {
  const status = error instanceof ApiError ? error.status : 0;
  return status === 409 ? texts.conflict : status === 401 || status === 403 ? texts.forbidden : texts.failed;
}
