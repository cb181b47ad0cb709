import { element, setText } from '../dom';
import { hue } from '../format';
import { compareIds, type Message, type SentMessage } from './frames';
import { button } from './parts';
import type { Texts } from './texts';

/** Closer to the end than this is at the end. */
const STICKY_PX = 48;
/** Of messages that come faster than this a screen reader would say nothing else. */
const SPOKEN_WITHIN_MS = 10_000;
const SPOKEN_MOST = 6;

export interface ChatListEvents {
  /** Whether the reader does not want to see it. */
  isHidden(message: Message): boolean;
  onMenu(message: Message, name: HTMLElement): void;
}

interface Line {
  readonly message: Message;
  readonly item: HTMLLIElement;
}

/** The messages, newest below. */
export class ChatList {
  readonly element: HTMLElement;
  private readonly list = element('ol');
  private readonly log = element('div', 'room-list', this.list);
  private readonly empty: HTMLElement;
  private readonly news: HTMLButtonElement;
  private readonly summary = element('p', 'unseen');
  private readonly lines = new Map<string, Line>();
  private readonly pending = new Map<string, HTMLLIElement>();
  private sticky = true;
  private unread = 0;
  private spoken: number[] = [];

  constructor(
    private readonly texts: Texts,
    private readonly events: ChatListEvents,
  ) {
    this.log.setAttribute('role', 'log');
    this.log.setAttribute('aria-label', texts.messages);
    this.log.tabIndex = 0;
    this.summary.setAttribute('role', 'status');
    this.empty = element('p', 'room-empty', texts.empty);
    this.news = button('room-news', '', () => this.toEnd());
    this.news.hidden = true;
    this.element = element('div', 'room-log', this.log, this.empty, this.news, this.summary);
    this.log.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.log.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.stick()).observe(this.log);
  }

  /** @param live said just now; what was said before is not read out */
  show(messages: readonly Message[], live: boolean): void {
    this.log.setAttribute('aria-live', live && this.mayBeSpoken(messages.length) ? 'polite' : 'off');
    for (const message of messages) {
      this.insert(message);
    }
    this.empty.hidden = this.lines.size > 0;
    if (!this.sticky && live) {
      this.unread += messages.filter((message) => !this.events.isHidden(message)).length;
      this.showNews();
    }
    this.stick();
  }

  remove(id: string): void {
    const item = this.lines.get(id)?.item;
    if (item?.contains(document.activeElement)) {
      this.log.focus();
    }
    item?.remove();
    this.lines.delete(id);
    this.empty.hidden = this.lines.size > 0;
  }

  /** What is on its way stands below everything else. */
  showPending({ clientId, text }: SentMessage, name: string): void {
    const item = element('li', 'pending', element('bdi', 'name', name), ' ', element('bdi', 'text', text));
    item.setAttribute('aria-label', this.texts.sending);
    this.pending.set(clientId, item);
    this.list.append(item);
    this.empty.hidden = true;
    this.toEnd();
  }

  settle(clientId: string): void {
    this.pending.get(clientId)?.remove();
    this.pending.delete(clientId);
  }

  /** A line of the room itself. */
  note(text: string): void {
    const last = this.list.querySelector('.note:last-child');
    if (last?.textContent !== text) {
      const note = element('li', 'note', text);
      const newest = [...this.list.querySelectorAll<HTMLElement>('[data-id]')].at(-1)?.dataset['id'];
      if (newest !== undefined) {
        // What is older and comes later still, stands above it.
        note.dataset['after'] = newest;
      }
      this.list.append(note);
      this.stick();
    }
  }

  /** What is to be hidden is another. */
  filter(): void {
    this.lines.forEach(({ item, message }) => {
      item.hidden = this.events.isHidden(message);
    });
    this.stick();
  }

  private insert(message: Message): void {
    const item = this.item(message);
    item.hidden = this.events.isHidden(message);
    this.lines.set(message.id, { message, item });
    let after: Element | null = this.list.lastElementChild;
    while (after && (after.classList.contains('pending') || this.isLater(after, message.id))) {
      after = after.previousElementSibling;
    }
    if (after) {
      after.after(item);
    } else {
      this.list.prepend(item);
    }
  }

  private isLater(item: Element, id: string): boolean {
    const its = item instanceof HTMLElement ? (item.dataset['id'] ?? item.dataset['after']) : undefined;
    return its !== undefined && compareIds(its, id) > 0;
  }

  private item(message: Message): HTMLLIElement {
    const { id, user, text, at } = message;
    const when = new Date(at);
    const time = element('time', '', when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    time.dateTime = when.toISOString();
    const name = element('button', 'name', element('bdi', '', user.name));
    name.type = 'button';
    name.tabIndex = -1;
    name.setAttribute('aria-haspopup', 'menu');
    name.style.setProperty('--hue', String(hue(user.id + user.name)));
    const item = element('li', '', time);
    if (user.role !== 'viewer') {
      item.append(element('span', `role ${user.role}`, this.texts.roles[user.role]), ' ');
    }
    item.append(name, ' ', element('bdi', 'text', text));
    item.dataset['id'] = id;
    item.tabIndex = -1;
    item.title = when.toLocaleString();
    name.addEventListener('click', () => this.events.onMenu(message, name));
    return item;
  }

  /** Messages are walked through with the arrows, so that Tab leaves the list at once. */
  private onKey(event: KeyboardEvent): void {
    const items = [...this.list.querySelectorAll<HTMLElement>('li[data-id]:not([hidden])')];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    const current = items[at];
    const next =
      event.key === 'ArrowUp' ? items[at < 0 ? items.length - 1 : at - 1] : event.key === 'ArrowDown' && at >= 0 ? items[at + 1] : undefined;
    if (next) {
      next.focus();
    } else if (event.key === 'Enter' && current && document.activeElement === current) {
      current.querySelector('button')?.click();
    } else {
      return;
    }
    event.preventDefault();
  }

  private onScroll(): void {
    this.sticky = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < STICKY_PX;
    if (this.sticky) {
      this.unread = 0;
      this.showNews();
    }
  }

  private toEnd(): void {
    this.sticky = true;
    this.unread = 0;
    this.showNews();
    this.stick();
  }

  private stick(): void {
    if (this.sticky) {
      this.log.scrollTop = this.log.scrollHeight;
    }
  }

  private showNews(): void {
    this.news.hidden = this.unread === 0;
    setText(this.news, this.texts.newMessages(this.unread));
  }

  /** What comes too fast is counted instead. */
  private mayBeSpoken(count: number): boolean {
    const now = performance.now();
    this.spoken = this.spoken.filter((at) => now - at < SPOKEN_WITHIN_MS);
    if (this.spoken.length + count <= SPOKEN_MOST) {
      this.spoken.push(...new Array<number>(count).fill(now));
      setText(this.summary, '');
      return true;
    }
    const first = this.summary.textContent === '';
    if (first) {
      setText(this.summary, this.texts.heard(this.spoken.length + count));
    }
    return false;
  }
}
