import { element, setText } from '../dom';
import { randomId } from '../random-id';
import { keeper } from '../storage';
import '../styles/danmaku.css';
import '../styles/room.css';
import '../styles/room-composer.css';
import '../styles/room-popovers.css';
import { ChatList } from './chat-list';
import { Composer } from './composer';
import type { Phase } from './connection';
import { Danmaku } from './danmaku';
import { isBlocked, SettingsStore } from './danmaku-settings';
import { isGuest, type Message, moderates, type RoomUser, type Rules, type SentMessage } from './frames';
import { Guest } from './guest';
import { type Range, showHeat } from './heat-map';
import { Menu } from './menu';
import { actionsFor } from './moderation';
import { NicknameForm } from './nickname';
import { button, checkbox, icon, ICONS, popover } from './parts';
import { pollForm } from './poll-form';
import { Polls } from './polls';
import { browserPorts } from './ports';
import { Reactions } from './reactions';
import { Reel } from './reel';
import { RoomApi } from './rest';
import { Session, type SessionEvents } from './session';
import { settingsPanel } from './settings-panel';
import { roomTexts } from './texts';

/** Of a bucket of danmaku: more could not be shown. */
const BUCKET_PAGES = 3;

/** The picture shown, by the clock that its publisher's pictures were stamped with. */
export interface Playhead {
  /** PROGRAM-DATE-TIME of the picture shown, in ms since the epoch; null while there is none. */
  now(): number | null;
  playing(): boolean;
  /** Called after a seek, and when playback begins or pauses. */
  on(listener: () => void): void;
}

export interface RoomPlace {
  readonly streamId: string;
  /** By which the viewer may watch a signed stream; null where none is at hand, as when a cookie has it. */
  readonly playbackToken: () => string | null;
  readonly playhead: Playhead;
  /** Beside the player, below it on a phone. */
  readonly panel: HTMLElement;
  /** Over the picture; pointers go through it. */
  readonly overlay: HTMLElement;
  /** In the DVR bar, as wide as what can be watched. */
  readonly heat: HTMLElement;
  /** In the player's bar, to write in while it fills the screen. */
  readonly over: HTMLElement;
  onViewers(count: number): void;
}

/** Opens the stream's room in its places on the page; returns what comes in again, as somebody else perhaps. */
export function openRoom(place: RoomPlace): () => void {
  const room = new Room(place);
  room.open();
  return () => room.enter();
}

class Room implements SessionEvents {
  private readonly texts = roomTexts();
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  private readonly store = new SettingsStore(keeper, this.still);
  private readonly guest = new Guest(keeper, this.texts.guest(1_000 + Math.floor(Math.random() * 9_000)));
  private readonly api: RoomApi;
  private readonly session: Session;
  private readonly reel: Reel;
  private readonly danmaku: Danmaku;
  private readonly list: ChatList;
  private readonly menu: Menu;
  private readonly composer: Composer;
  private readonly nickname: NicknameForm;
  private readonly polls: Polls;
  private readonly reactions: Reactions;
  private readonly state = element('p', 'room-state');
  private readonly who: HTMLButtonElement;
  private readonly ask: HTMLButtonElement;
  /** What the server's clock is ahead of this one. */
  private ahead = 0;
  private lost = false;

  constructor(private readonly place: RoomPlace) {
    const { texts, store } = this;
    this.api = new RoomApi(place.streamId, place.playbackToken);
    this.session = new Session(
      browserPorts(place.streamId, () => this.ticket()),
      (id, limit) => this.api.before(id, limit),
      this,
    );
    this.reel = new Reel((from, to) => this.api.ofMedia(from, to, BUCKET_PAGES));
    this.danmaku = new Danmaku(place.overlay, place.playhead, this.reel, store);
    this.list = new ChatList(texts, {
      isHidden: (message) => isBlocked(store.now, message),
      onMenu: (message, opener) => this.openMenu(message, opener),
    });
    this.menu = new Menu(place.panel);
    this.composer = new Composer(texts, {
      onSend: (text, style) => this.say(text, style),
      onFocus: () => this.introduce(),
    });
    this.nickname = new NicknameForm(texts, this.guest, () => {
      this.session.restart();
      this.composer.focus();
    });
    this.polls = new Polls(texts, () => Date.now() + this.ahead, place.playhead, {
      onVote: (pollId, option) => this.session.cast(pollId, option),
      onClose: (pollId) => void this.api.closePoll(pollId).then((poll) => this.polls.show(poll), () => this.composer.complain(texts.failed)),
    });
    this.reactions = new Reactions(texts, place.overlay, this.still, (emoji) => this.session.feel(emoji));
    this.who = button('room-who', '', () => this.nickname.ask());
    this.who.title = texts.changeName;
    this.ask = button('quiet-button', texts.newPoll, () => undefined);
  }

  open(): void {
    const { panel, playhead, heat } = this.place;
    this.lay(panel);
    playhead.on(() => this.danmaku.moved());
    showHeat(
      heat,
      () => this.range(),
      (range, buckets) => this.api.heatMap(range.from, range.to, buckets),
    );
    this.store.on(() => this.list.filter());
    document.addEventListener('fullscreenchange', () => this.seat());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) {
        this.session.check();
      }
    });
    addEventListener('online', () => this.session.check());
    addEventListener('pagehide', () => this.session.close());
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted) {
        this.session.restart();
      }
    });
    this.session.start();
  }

  enter(): void {
    this.session.restart();
  }

  onPhase(phase: Phase): void {
    this.lost = phase === 'waiting' || (this.lost && phase === 'connecting');
    setText(this.state, this.stateText(phase));
    this.composer.disabled = phase === 'refused' || phase === 'uninvited' || phase === 'missing';
    if (phase === 'nickname') {
      this.nickname.ask(this.texts.nicknameRefused);
    }
  }

  private stateText(phase: Phase): string {
    switch (phase) {
      case 'joined':
      case 'nickname':
        return '';
      case 'connecting':
        return this.lost ? this.texts.waiting : this.session.me ? '' : this.texts.connecting;
      case 'waiting':
      case 'refused':
      case 'uninvited':
      case 'missing':
        return this.texts[phase];
    }
  }

  onMe(user: RoomUser): void {
    this.danmaku.is(user.id);
    this.who.hidden = !isGuest(user);
    this.who.replaceChildren(element('bdi', '', user.name));
    this.polls.setModerates(moderates(user));
    this.ask.hidden = !moderates(user);
    if (this.composer.hasFocus) {
      // Before, nobody knew whether they are a guest. What they write already is not to end up in their name.
      this.introduce(this.composer.isEmpty);
    }
  }

  onRules(rules: Rules): void {
    this.composer.setRules(moderates(this.session.me) ? { ...rules, slowModeSeconds: 0 } : rules);
  }

  onGap(): void {
    this.reel.listen(Date.now() + this.ahead);
  }

  onMessages(added: readonly Message[], gone: readonly Message[], live: boolean): void {
    gone.forEach(({ id }) => this.list.remove(id));
    this.reel.add(added, this.place.playhead.now());
    this.list.show(added, live);
    if (live) {
      added.forEach((message) => this.danmaku.said(message));
      if (added.some(({ user }) => user.id === this.session.me?.id)) {
        this.composer.said();
      }
    }
  }

  onDeleted(id: string): void {
    this.list.remove(id);
    this.reel.remove(id);
    this.danmaku.remove(id);
  }

  onPending(message: SentMessage): void {
    this.list.showPending(message, this.session.me?.name ?? this.guest.nickname);
  }

  onSettled(clientId: string): void {
    this.list.settle(clientId);
  }

  onRefused(...[refusal, message]: Parameters<SessionEvents['onRefused']>): void {
    this.composer.refused(refusal, message?.text ?? null);
  }

  onReactions(counts: ReadonlyMap<string, number>): void {
    this.reactions.counted(counts);
  }

  onViewers(count: number): void {
    this.place.onViewers(count);
  }

  onStatus(status: string): void {
    if (status === 'ended') {
      this.list.note(this.texts.ended);
    }
  }

  onPoll(poll: Parameters<SessionEvents['onPoll']>[0]): void {
    this.polls.show(poll);
  }

  onVoted(pollId: string, option: number): void {
    this.polls.voted(pollId, option);
  }

  onVoteRefused(pollId: string, code: string, option: number | null): void {
    this.polls.refused(pollId, code, option);
  }

  private async ticket(): Promise<string> {
    const { ticket, serverTime } = await this.api.ticket(this.guest);
    if (serverTime !== null) {
      this.ahead = serverTime - Date.now();
    }
    return ticket;
  }

  private say(text: string, style: { readonly mode: SentMessage['mode']; readonly color: string }): boolean {
    const playhead = this.place.playhead.now();
    const message: SentMessage = {
      type: 'message',
      clientId: randomId(),
      text,
      ...style,
      ...(playhead === null ? {} : { mediaTime: new Date(playhead).toISOString() }),
    };
    const taken = this.session.say(message);
    if (!taken) {
      this.composer.complain(this.texts.tooMany);
    }
    return taken;
  }

  /** Guests are asked for a name once: when they begin to write. */
  private introduce(now = true): void {
    if (!this.guest.chosen && this.session.me && isGuest(this.session.me)) {
      this.nickname.ask('', now);
    }
  }

  private openMenu(message: Message, opener: HTMLElement): void {
    const items = actionsFor(message, this.session.me, {
      texts: this.texts,
      api: this.api,
      hide: (user) => this.store.block(user),
      say: (sentence) => this.composer.complain(sentence),
    });
    if (items.length > 0) {
      this.menu.open(opener, this.texts.actions(message.user.name), items);
    }
  }

  private async range(): Promise<Range | null> {
    const { startedAt, windowMillis } = await this.api.dvr();
    const to = Date.now() + this.ahead;
    const from = Math.max(startedAt ?? to, to - windowMillis);
    return from < to ? { from, to } : null;
  }

  private lay(panel: HTMLElement): void {
    const { texts, store } = this;
    this.state.setAttribute('role', 'status');
    const toggle = checkbox(texts.danmaku, store.now.on, (on) => store.change({ on }));
    toggle.title = texts.danmakuOn;
    const box = toggle.querySelector('input');
    const gear = button('room-tool', icon(ICONS.gear), () => undefined, texts.danmakuSettings);
    const settings = settingsPanel(texts, store);
    const form = pollForm(texts, (question, options, seconds) => this.openPoll(question, options, seconds));
    const hint = element('p', 'room-hint', texts.reducedMotion);
    store.on(({ on }) => {
      if (box) {
        box.checked = on;
      }
      hint.hidden = true;
    });
    hint.hidden = !this.still || store.now.on;
    this.who.hidden = true;
    this.ask.hidden = true;
    const head = element('div', 'room-head', element('h2', '', texts.chat), this.ask, toggle, gear, settings, form);
    panel.classList.add('room');
    panel.append(head, hint, this.state, this.polls.element, this.list.element, this.reactions.element);
    this.seat();
    popover(gear, settings);
    popover(this.ask, form);
  }

  /** Where one writes: in the panel, or over the picture that fills the screen. */
  private seat(): void {
    const { panel, over } = this.place;
    const seat = document.fullscreenElement?.contains(over) ? over : panel;
    seat.append(this.nickname.element, this.who, this.composer.element);
  }

  private openPoll(question: string, options: readonly string[], seconds: number | null): Promise<boolean> {
    return this.api.ask(question, options, seconds, this.place.playhead.now()).then(
      (poll) => {
        this.polls.show(poll);
        return true;
      },
      () => false,
    );
  }
}
