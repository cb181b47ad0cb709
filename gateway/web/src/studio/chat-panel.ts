/** The room's chat as it is, with what keeps it in order. */

import { byId, element, setText } from '../dom';
import { texts } from '../language';
import { type Message, readMessage, type Refusal, type RoomUser, type ServerFrame } from '../room/frames';
import { giveBack } from '../room/parts';
import { chatTexts } from './chat-texts';
import { alertLine, textInput } from './fields';
import { clock } from './format';
import { moderate } from './moderate';
import { after, withOlder } from './room';
import { type Page, rest } from './rest';
import type { RoomSocket } from './room-socket';

/** Closer to the end than this, the newest message is followed. */
const FOLLOW_PX = 60;
const MOST_CHARACTERS = 500;
const REMEMBERED = 100;

export class ChatPanel {
  private messages: readonly Message[] = [];
  private readonly rows = new Map<string, HTMLLIElement>();
  private readonly list = element('ol', '');
  private readonly log = element('div', 'messages', this.list);
  private readonly state = element('p', 'hint chat-state');
  private readonly jump = element('button', 'button small jump');
  private readonly input = textInput(MOST_CHARACTERS);
  private readonly alert = alertLine();
  private unseen = 0;
  private sent = 0;
  private me: RoomUser | null = null;

  constructor(
    private readonly id: string,
    private readonly socket: () => RoomSocket | null,
    private readonly acted: () => void,
  ) {
    const words = texts(chatTexts);
    this.log.setAttribute('role', 'log');
    this.log.setAttribute('aria-label', words.messages);
    this.log.tabIndex = 0;
    this.state.setAttribute('role', 'status');
    setText(this.state, words.chatConnecting);
    this.jump.type = 'button';
    this.jump.hidden = true;
    this.jump.addEventListener('click', () => this.toEnd());
    this.log.addEventListener('scroll', () => {
      if (this.follows()) {
        this.seen();
      }
    });
    byId('room-chat').replaceChildren(this.state, element('div', 'messages-frame', this.log, this.jump), this.alert, this.composer());
  }

  on(frame: ServerFrame): void {
    if (frame.type === 'joined') {
      this.me = frame.user;
    }
    const before = this.messages;
    this.messages = after(before, frame);
    if (frame.type === 'joined' || this.messages !== before) {
      this.show(frame.type === 'message');
    }
    if (frame.type === 'joined') {
      void this.remember();
    }
  }

  /** @param text what was not taken, where that is known */
  refused(refusal: Refusal, text: string | null): void {
    giveBack(this.input, text);
    setText(this.alert, texts(chatTexts).refusals[refusal.code] ?? refusal.message);
    this.alert.hidden = false;
  }

  /** The room itself tells what was said in the last minutes; what was said before is in the database, which may be away. */
  private async remember(): Promise<void> {
    const newest = await rest<Page<unknown>>('GET', `live-streams/${this.id}/messages?limit=${REMEMBERED}`).catch(() => null);
    if (newest) {
      this.messages = withOlder(this.messages, newest.items.map(readMessage));
      this.show(false);
    }
  }

  lost(): void {
    setText(this.state, texts(chatTexts).chatLost);
    this.state.hidden = false;
  }

  /** It comes into view. */
  toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
    this.seen();
  }

  private composer(): HTMLFormElement {
    const words = texts(chatTexts);
    const send = element('button', 'button small', words.send);
    send.type = 'submit';
    this.input.setAttribute('aria-label', words.say);
    this.input.placeholder = words.say;
    const form = element('form', 'composer', this.input, send);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.input.value.trim();
      if (text === '') {
        return;
      }
      const said = this.socket()?.say(`studio-${Date.now()}-${++this.sent}`, text) ?? false;
      setText(this.alert, said ? '' : words.chatLost);
      this.alert.hidden = said;
      if (said) {
        this.input.value = '';
        this.toEnd();
      }
    });
    return form;
  }

  private show(isNew: boolean): void {
    const followed = this.follows();
    const stay = new Set(this.messages.map(({ id }) => id));
    for (const [id, row] of this.rows) {
      if (!stay.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
    this.messages.forEach((message, index) => {
      const row = this.rows.get(message.id) ?? this.row(message);
      this.rows.set(message.id, row);
      if (this.list.children[index] !== row) {
        this.list.insertBefore(row, this.list.children[index] ?? null);
      }
    });
    setText(this.state, texts(chatTexts).chatEmpty);
    this.state.hidden = this.messages.length > 0;
    if (followed) {
      this.toEnd();
    } else if (isNew) {
      this.unseen++;
      setText(this.jump, texts(chatTexts).newMessages(this.unseen));
      this.jump.hidden = false;
    }
  }

  private row(message: Message): HTMLLIElement {
    const words = texts(chatTexts);
    const role = words.chatRoles[message.user.role] ?? '';
    const time = element('time', 'hint', clock(new Date(message.at)).slice(0, 5));
    time.dateTime = new Date(message.at).toISOString();
    const act = element('button', 'icon-button', '⋯');
    act.type = 'button';
    act.setAttribute('aria-label', words.moderate(message.user.name, message.text));
    act.addEventListener('click', () => moderate(this.id, message, this.me, this.acted));
    const name = element('strong', 'author', message.user.name);
    name.dataset['role'] = message.user.role;
    return element(
      'li',
      'message',
      time,
      element('p', '', name, ...(role ? [element('span', 'badge', role)] : []), ' ', element('span', '', message.text)),
      act,
    );
  }

  private follows(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < FOLLOW_PX;
  }

  private seen(): void {
    this.unseen = 0;
    this.jump.hidden = true;
  }
}
