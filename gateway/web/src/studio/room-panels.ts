/** The room of a stream: its tabs, and the socket that they share. */

import { byId } from '../dom';
import { texts } from '../language';
import { ChatPanel } from './chat-panel';
import { chatTexts } from './chat-texts';
import { LogPanel } from './log-panel';
import { PeoplePanel } from './people-panel';
import { PollsPanel } from './polls-panel';
import { RoomSocket } from './room-socket';
import { RulesPanel } from './rules-panel';
import { showTabs } from './tabs';

/** @returns how to leave the room */
export function showRoom(id: string): () => void {
  const words = texts(chatTexts);
  let socket: RoomSocket | null = null;
  const acted = (): void => {
    void people.refresh();
    void log.refresh();
  };
  const chat = new ChatPanel(id, () => socket, acted);
  const polls = new PollsPanel(id);
  const people = new PeoplePanel(id, acted);
  new RulesPanel(id, acted);
  const log = new LogPanel(id);
  showTabs(byId('room-tabs'), [
    { name: words.tabChat, panel: byId('room-chat'), shown: () => chat.toEnd() },
    { name: words.tabPolls, panel: byId('room-polls') },
    { name: words.tabBans, panel: byId('room-bans'), shown: () => void people.refresh() },
    { name: words.tabSettings, panel: byId('room-settings') },
    { name: words.tabLog, panel: byId('room-log'), shown: () => void log.refresh() },
  ]);
  socket = new RoomSocket(id, {
    onFrame(frame) {
      if (frame.type === 'poll') {
        polls.on(frame.poll);
      } else {
        chat.on(frame);
      }
    },
    onRefused: (refusal, message) => chat.refused(refusal, message?.text ?? null),
    onLost: () => chat.lost(),
  });
  return () => socket?.close();
}
