/** What can be done about a message and who wrote it. */

import { element } from '../dom';
import { texts } from '../language';
import { isGuest, type Message, moderates, type RoomUser } from '../room/frames';
import { chatTexts } from './chat-texts';
import { button, openDialog } from './dialogs';
import { alertLine } from './fields';
import { frameTexts } from './frame-texts';
import { rest } from './rest';
import { once } from './work';

/** @param done something was changed that others lists show */
export function moderate(streamId: string, message: Message, me: RoomUser | null, done: () => void): void {
  const words = texts(chatTexts);
  const room = `live-streams/${streamId}`;
  const { user } = message;
  const alert = alertLine();
  const content = element('div', 'moderation');
  const close = button(texts(frameTexts).cancel, 'button quiet');
  const dialog = openDialog(
    words.moderateTitle(user.name),
    element('blockquote', '', message.text),
    content,
    alert,
    element('p', 'dialog-actions', close),
  );
  close.addEventListener('click', () => dialog.close());
  const offer = (text: string, className: string, work: () => Promise<unknown>): HTMLButtonElement => {
    const made = button(text, className);
    made.addEventListener('click', () => {
      void once(made, alert, async () => void (await work())).then((did) => {
        if (did) {
          dialog.close();
          done();
        }
      });
    });
    return made;
  };
  content.append(offer(words.deleteMessage, 'button', () => rest('DELETE', `${room}/messages/${message.id}`)));
  if (moderates(user) || user.id === me?.id) {
    content.append(element('p', 'hint', words.cannotModerate));
    return;
  }
  const ban = (seconds: number | null, scope: object = {}): Promise<unknown> =>
    rest('POST', `${room}/bans`, { userId: user.id, name: user.name, ...(seconds === null ? {} : { seconds }), ...scope });
  const times = Object.entries(words.timeouts).map(([seconds, text]) => offer(text, 'button quiet small', () => ban(Number(seconds))));
  const group = element('div', 'timeouts', element('span', '', words.timeout), ...times);
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', words.timeout);
  content.append(group, offer(words.ban, 'button danger', () => ban(null)));
  if (isGuest(user)) {
    content.append(offer(words.banAlone, 'button danger', () => ban(null, { scope: 'guest' })));
  } else {
    content.append(offer(words.nameModerator, 'button quiet', () => rest('PUT', `${room}/moderators/${user.id}`, { name: user.name })));
  }
}
