import { afterEach, describe, expect, it, vi } from 'vitest';
import { Guest } from '../../src/room/guest';
import { RoomApi } from '../../src/room/rest';

class Shelf {
  readonly kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
}

const FULL = {
  getItem: () => null,
  setItem() {
    throw new Error('no room');
  },
};

/** Answers requests for tickets, and keeps what they said. */
function answering(guestToken: () => string): unknown[] {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, { body }: RequestInit) => {
    bodies.push(JSON.parse(String(body)));
    return Promise.resolve(new Response(JSON.stringify({ ticket: 't', guestToken: guestToken() }), { status: 201 }));
  });
  return bodies;
}

describe('a guest', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is known again by what the last ticket came with, also after a reload', async () => {
    let number = 0;
    const bodies = answering(() => `token-${++number}`);
    vi.stubGlobal('localStorage', new Shelf());
    const shelf = new Shelf();
    const api = new RoomApi('abcdefgh01234567');
    const guest = new Guest(shelf, 'Guest 1');
    await api.ticket(guest);
    await api.ticket(guest);
    const later = new Guest(shelf, 'Guest 2');
    later.choose('Ann');
    await api.ticket(later);
    expect(bodies).toEqual([
      { nickname: 'Guest 1' },
      { nickname: 'Guest 1', guestToken: 'token-1' },
      { nickname: 'Ann', guestToken: 'token-2' },
    ]);
  });

  it('of a signed stream shows the token that it may watch with, for a ticket and to read', async () => {
    const shown: (string | null)[] = [];
    vi.stubGlobal('fetch', (_: string, { headers }: RequestInit) => {
      shown.push(new Headers(headers).get('Authorization'));
      return Promise.resolve(Response.json({ ticket: 't', items: [] }));
    });
    vi.stubGlobal('localStorage', new Shelf());
    let token: string | null = 'a.b.c';
    const api = new RoomApi('abcdefgh01234567', () => token);
    await api.ticket(new Guest(new Shelf(), 'Guest 1'));
    await api.before(null, 10);
    token = null;
    await api.before(null, 10);
    expect(shown).toEqual(['Bearer a.b.c', 'Bearer a.b.c', null]);
  });

  it('is the same for as long as the page is there where nothing can be kept', () => {
    const guest = new Guest(FULL, 'Guest 1');
    expect(guest.token).toBeNull();
    guest.keep('token-1');
    expect(guest.token).toBe('token-1');
    expect(guest.choose('Ann')).toBe(true);
    expect(guest.nickname).toBe('Ann');
  });
});
