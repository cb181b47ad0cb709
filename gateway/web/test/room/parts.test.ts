import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Poll, SentMessage } from '../../src/room/frames';
import { ChatList } from '../../src/room/chat-list';
import { Composer } from '../../src/room/composer';
import { Guest, nicknameOf } from '../../src/room/guest';
import { curve, outline } from '../../src/room/heat-map';
import { actionsFor } from '../../src/room/moderation';
import { answersOf } from '../../src/room/poll-form';
import { Ballot, countdown, Polls } from '../../src/room/polls';
import { Pace } from '../../src/room/reactions';
import { RoomApi } from '../../src/room/rest';
import { shortened } from '../../src/room/sprites';
import { ROOM_TEXTS } from '../../src/room/texts';
import { message } from './fakes';

const TEXTS = ROOM_TEXTS.en;

function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

describe('a nickname', () => {
  it.each([
    ['brook', 'brook'],
    ['  Zoë ', 'Zoë'],
    ['小溪 7._-', '小溪 7._-'],
    ['', null],
    ['   ', null],
    ['a\u202eb', null],
    ['<b>', null],
    ['😀', null],
    ['x'.repeat(32), 'x'.repeat(32)],
    ['x'.repeat(33), null],
  ])('%j is taken as %j', (given, name) => {
    expect(nicknameOf(given)).toBe(name);
  });

  it('is asked for once', () => {
    const storage = memory();
    const guest = new Guest(storage, 'Guest 1');
    expect([guest.nickname, guest.chosen]).toEqual(['Guest 1', false]);
    expect(guest.choose('<>')).toBe(false);
    expect(guest.choose(' brook ')).toBe(true);
    expect([new Guest(storage, 'Guest 2').nickname, new Guest(storage, 'Guest 2').chosen]).toEqual(['brook', true]);
  });
});

describe('the list', () => {
  let hidden: string[];
  let list: ChatList;
  let opened: string[];

  beforeEach(() => {
    hidden = [];
    opened = [];
    list = new ChatList(TEXTS, { isHidden: ({ id }) => hidden.includes(id), onMenu: ({ id }) => opened.push(id) });
    document.body.replaceChildren(list.element);
  });

  const shown = (): string[] => [...list.element.querySelectorAll<HTMLElement>('li:not([hidden])')].map((item) => item.querySelector('.text')?.textContent ?? '');

  it('takes whatever users write as text', () => {
    const hostile = '<img src=x onerror=alert(1)> https://example.org';
    list.show([message(1, { text: hostile, user: { id: 'a', name: hostile, role: 'viewer' } })], true);
    expect(list.element.querySelector('img, a')).toBeNull();
    expect(shown()).toEqual([hostile]);
    expect(list.element.querySelector('.name')?.textContent).toBe(hostile);
  });

  it('is in the order of the ids, however they come, and what is on its way stands below', () => {
    list.show([message(9), message(10)], true);
    list.showPending({ type: 'message', clientId: 'mine', text: 'mine', mode: 'scroll', color: '#ffffff' } satisfies SentMessage, 'Me');
    list.show([message(8)], false);
    list.show([message(11)], true);
    expect(shown()).toEqual(['message 8', 'message 9', 'message 10', 'message 11', 'mine']);
    list.settle('mine');
    list.remove('9');
    expect(shown()).toEqual(['message 8', 'message 10', 'message 11']);
  });

  it('leaves a note of the room where it was: what is older stands above it, whenever it comes', () => {
    list.show([message(9), message(10)], false);
    list.note('over');
    list.show([message(3), message(8)], false);
    list.show([message(11)], true);
    const lines = [...list.element.querySelectorAll('li')].map((item) => item.querySelector('.text')?.textContent ?? item.textContent);
    expect(lines).toEqual(['message 3', 'message 8', 'message 9', 'message 10', 'over', 'message 11']);
  });

  it('hides and shows again what its reader blocks', () => {
    hidden = ['2'];
    list.show([message(1), message(2)], true);
    expect(shown()).toEqual(['message 1']);
    hidden = [];
    list.filter();
    expect(shown()).toEqual(['message 1', 'message 2']);
  });

  it('does not read out what was said before, nor what comes too fast', () => {
    const live = (): string | null | undefined => list.element.querySelector('[role=log]')?.getAttribute('aria-live');
    list.show([message(1), message(2)], false);
    expect(live()).toBe('off');
    list.show([message(3)], true);
    expect(live()).toBe('polite');
    list.show(
      Array.from({ length: 20 }, (_, n) => message(10 + n)),
      true,
    );
    expect(live()).toBe('off');
    expect(list.element.querySelector('[role=status]')?.textContent).toBe('21 messages in the last seconds');
  });

  it('is walked through with the keyboard', () => {
    list.show([message(1), message(2), message(3)], true);
    const log = list.element.querySelector<HTMLElement>('[role=log]');
    log?.focus();
    const press = (key: string): boolean | undefined => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('ArrowUp');
    press('ArrowUp');
    press('Enter');
    press('ArrowDown');
    press('Enter');
    expect(opened).toEqual(['2', '3']);
  });
});

describe('the composer', () => {
  let sent: string[];
  let composer: Composer;

  beforeEach(() => {
    localStorage.clear();
    sent = [];
    composer = new Composer(TEXTS, { onSend: (text) => sent.push(text) > 0, onFocus: () => undefined });
    document.body.replaceChildren(composer.element);
  });

  const field = (): HTMLInputElement => composer.element.querySelector('.room-field') as HTMLInputElement;
  const problem = (): string | null | undefined => composer.element.querySelector('[role=alert]')?.textContent;
  const write = (text: string): void => {
    field().value = text;
    field().dispatchEvent(new Event('input'));
  };
  const submit = (): boolean => composer.element.dispatchEvent(new Event('submit', { cancelable: true }));

  it('sends what is not empty, and is empty then', () => {
    write('   ');
    submit();
    write(' hello ');
    submit();
    expect(sent).toEqual(['hello']);
    expect(field().value).toBe('');
  });

  it('counts characters near the limit as the server does, and sends no more than that', () => {
    write('😀'.repeat(399));
    expect(composer.element.querySelector('.room-left')?.textContent).toBe('');
    write('😀'.repeat(501));
    expect(composer.element.querySelector('.room-left')?.textContent).toBe('-1');
    submit();
    expect(sent).toEqual([]);
    expect(problem()).toBe(TEXTS.refusals.invalid_message);
  });

  it('counts by what the room allows', () => {
    composer.setRules({ maxLength: 10, slowModeSeconds: 0 });
    write('1234567');
    expect(composer.element.querySelector('.room-left')?.textContent).toBe('');
    write('12345678');
    expect(composer.element.querySelector('.room-left')?.textContent).toBe('2');
    write('12345678901');
    submit();
    expect(sent).toEqual([]);
  });

  it('counts slow mode down after each message, without a complaint, until there is none', () => {
    composer.said();
    expect(composer.element.querySelector('.room-send')?.getAttribute('aria-label')).toBe('Send');
    composer.setRules({ maxLength: 500, slowModeSeconds: 30 });
    composer.said();
    expect(composer.element.querySelector('.room-send')?.getAttribute('aria-label')).toBe('Slow mode: 30 s');
    expect(problem()).toBe('');
    write('too soon');
    submit();
    expect(sent).toEqual([]);
    composer.setRules({ maxLength: 500, slowModeSeconds: 0 });
    submit();
    expect(sent).toEqual(['too soon']);
  });

  it.each(Object.keys(TEXTS.refusals))('says why for %s, and gives back what was written', (code) => {
    composer.refused({ code, message: '', clientId: 'a', pollId: null, retryAfter: null, until: null, option: null }, 'my words');
    expect(problem()).toBe(TEXTS.refusals[code as keyof typeof TEXTS.refusals]);
    expect(field().value).toBe('my words');
  });

  it('does not write over what stands there', () => {
    write('new words');
    composer.refused({ code: 'news', message: '', clientId: 'a', pollId: null, retryAfter: null, until: null, option: null }, 'old words');
    expect(field().value).toBe('new words');
    expect(problem()).toBe(TEXTS.failed);
  });

  it('counts slow mode down, and sends nothing meanwhile', () => {
    composer.refused({ code: 'slow_mode', message: '', clientId: 'a', pollId: null, retryAfter: 7, until: null, option: null }, 'my words');
    submit();
    expect(sent).toEqual([]);
    expect(composer.element.querySelector('.room-send')?.getAttribute('aria-label')).toBe('Slow mode: 7 s');
  });
});

describe('polls', () => {
  it('count down', () => {
    expect([-5, 0, 59_400, 61_000].map(countdown)).toEqual(['0:00', '0:00', '1:00', '1:01']);
  });

  it.each([
    ['a\nb', ['a', 'b']],
    [' a \n\n b \n', ['a', 'b']],
    ['a', null],
    ['a\na', null],
    ['', null],
    [Array.from({ length: 11 }, (_, n) => n).join('\n'), null],
    [`a\n${'b'.repeat(101)}`, null],
  ])('have answers: %j', (typed, answers) => {
    expect(answersOf(typed)).toEqual(answers);
  });

  it('know what was voted for after a reload', () => {
    const storage = memory();
    new Ballot(storage).cast('p1', 2);
    expect([new Ballot(storage).of('p1'), new Ballot(storage).of('p2')]).toEqual([2, null]);
    storage.setItem('hw-votes', '{"not":"this"}');
    expect(new Ballot(storage).of('p1')).toBeNull();
  });
});

describe('polls that are shown', () => {
  const open: Poll = {
    id: 'p1',
    question: 'Tea?',
    options: [{ text: 'yes', votes: 0 }, { text: 'no', votes: 0 }, { text: 'later', votes: 0 }],
    openedAt: 0,
    endsAt: null,
    closedAt: null,
    mediaTime: null,
    mediaClosedAt: null,
    status: 'open',
    votes: 0,
  };
  const counted = (...votes: number[]): Poll => ({
    ...open,
    options: open.options.map((option, index) => ({ ...option, votes: votes[index] ?? 0 })),
    votes: votes.reduce((sum, each) => sum + each, 0),
  });
  const closed = (poll: Poll): Poll => ({ ...poll, status: 'closed', closedAt: 5_000 });
  let polls: Polls;
  let playhead: number | null;
  let spoken: string[];

  beforeEach(() => {
    vi.useFakeTimers({ now: 5_000 });
    playhead = null;
    polls = new Polls(TEXTS, () => 5_000, { now: () => playhead }, { onVote: () => true, onClose: () => undefined });
    document.body.replaceChildren(polls.element);
    spoken = [];
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const region = (): Element | null => polls.element.querySelector('[aria-live=polite]');

  function show(poll: Poll): void {
    const before = region()?.childElementCount ?? 0;
    polls.show(poll);
    spoken.push(...[...(region()?.children ?? [])].slice(before).map((line) => line.textContent ?? ''));
  }

  it('are told to screen readers when they open and when they close, not at every vote', () => {
    [open, counted(1), counted(1, 2), closed(counted(1, 2)), closed(counted(1, 3)), counted(1, 2), closed(counted(1, 2))].forEach(show);
    expect(spoken).toEqual(['Poll: Tea?', 'The poll is closed: Tea? Most votes: no, 67 %.']);
  });

  it.each([
    [[0, 0], 'The poll is closed: Tea? Nobody voted.'],
    [[2, 1, 2], 'The poll is closed: Tea? Most votes: yes, later, 40 %.'],
  ])('tell who comes later how they ended: %j', (votes, told) => {
    show(closed(counted(...votes)));
    expect(spoken).toEqual([told]);
  });

  const shown = (): string[] => [...polls.element.querySelectorAll<HTMLElement>('.poll')].map((poll) => poll.dataset['status'] ?? '');

  function play(to: number): void {
    playhead = to;
    vi.advanceTimersByTime(1_000);
  }

  it('open and close with the picture the viewer sees', () => {
    play(100_000);
    polls.show({ ...counted(1), mediaTime: 103_000 });
    expect(shown()).toEqual([]);
    play(103_000);
    expect(shown()).toEqual(['open']);
    polls.show({ ...closed(counted(1, 2)), mediaTime: 103_000, mediaClosedAt: 110_000 });
    play(109_000);
    expect(shown()).toEqual(['open']);
    play(110_000);
    expect(shown()).toEqual(['closed']);
    play(171_000);
    expect(shown()).toEqual([]);
  });

  it('are closed at once for who votes when they are', () => {
    play(100_000);
    polls.show({ ...open, mediaTime: 99_000 });
    polls.show({ ...closed(open), mediaTime: 99_000, mediaClosedAt: 105_000 });
    expect(shown()).toEqual(['open']);
    polls.refused('p1', 'poll_closed', null);
    expect(shown()).toEqual(['closed']);
  });

  it('say nothing again once they were put aside, and leave nothing old to be read', () => {
    show(closed(open));
    polls.element.querySelector<HTMLButtonElement>('.poll-foot button:last-child')?.click();
    show(closed(open));
    expect(spoken).toHaveLength(1);
    vi.advanceTimersByTime(10_000);
    expect(region()?.childElementCount).toBe(0);
  });
});

describe('reactions', () => {
  it('are paced', () => {
    const pace = new Pace();
    const taken = Array.from({ length: 25 }, () => pace.allows(0)).filter(Boolean);
    expect(taken).toHaveLength(20);
    expect(pace.allows(9_999)).toBe(false);
    expect(pace.allows(10_000)).toBe(true);
  });
});

describe('the heat map', () => {
  const map = { mediaFrom: 1_000, bucketMillis: 100, buckets: [{ from: 1_000, messages: 4 }, { from: 1_200, messages: 2 }] };

  it('is a curve between 0 and 1', () => {
    expect(curve(map, 4)).toEqual([1, 0.5, 1 / 3, 1 / 6].map((share) => expect.closeTo(share)));
    expect(outline([1, 0])).toBe('M0 24L0.5 0.0L1.5 24.0L2 24Z');
  });

  it('is none where hardly anything was said', () => {
    expect(curve({ ...map, buckets: [{ from: 1_000, messages: 2 }] }, 4)).toBeNull();
  });
});

describe('moderation', () => {
  const other = message(1);
  const given = { texts: TEXTS, api: new RoomApi('a'), hide: () => undefined, say: () => undefined };

  it.each([
    ['viewer', 'viewer', ['Hide this user']],
    ['moderator', 'viewer', ['Hide this user', 'Delete message', 'Time out for 10 minutes', 'Ban', 'Ban, but no other guest of the address']],
    ['admin', 'moderator', ['Hide this user', 'Delete message']],
  ] as const)('lets a %s do to a %s what it may', (mine, its, labels) => {
    const items = actionsFor({ ...other, user: { ...other.user, role: its } }, { id: 'me', name: 'Me', role: mine }, given);
    expect(items.map(({ label }) => label)).toEqual(labels);
  });

  it('bans an account as a whole', () => {
    const account = { ...other, user: { ...other.user, id: '6b7f1c9a-3d2e-4f50-a1b2-c3d4e5f60718' } };
    const labels = actionsFor(account, { id: 'me', name: 'Me', role: 'moderator' }, given).map(({ label }) => label);
    expect(labels).toEqual(['Hide this user', 'Delete message', 'Time out for 10 minutes', 'Ban']);
  });
});

describe('a text over the picture', () => {
  it('is cut by characters as they are read', () => {
    expect(shortened('short')).toBe('short');
    expect(shortened('👨‍👩‍👧'.repeat(99))).toBe('👨‍👩‍👧'.repeat(99));
    expect(shortened('a'.repeat(101))).toBe(`${'a'.repeat(100)}…`);
  });
});

describe('texts', () => {
  it('are there in both languages', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]))
        : typeof value;
    expect(shape(ROOM_TEXTS.zh)).toEqual(shape(ROOM_TEXTS.en));
  });
});
