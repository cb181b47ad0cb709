const STORED = 'hw-nickname';
const STORED_TOKEN = 'hw-guest';
const MAX_LENGTH = 32;

/** A guest's name as the server takes it; null if it does not. */
export function nicknameOf(given: string): string | null {
  const name = given.normalize('NFC').trim();
  const fits = /^[\p{L}\p{Nd} ._-]+$/u.test(name) && [...name].length <= MAX_LENGTH;
  return fits ? name : null;
}

/** Who is no account here: a name chosen once, until then one that says nothing, and the token by which the rooms know it again. */
export class Guest {
  private name: string;
  private given: string | null;
  /** Whether somebody chose it. */
  chosen: boolean;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
    suggestion: string,
  ) {
    const stored = nicknameOf(storage.getItem(STORED) ?? '');
    this.chosen = stored !== null;
    this.name = stored ?? suggestion;
    this.given = storage.getItem(STORED_TOKEN);
  }

  /** What the server gave to be shown the next time; null at the first. */
  get token(): string | null {
    return this.given;
  }

  keep(token: string): void {
    this.given = token;
    this.store(STORED_TOKEN, token);
  }

  get nickname(): string {
    return this.name;
  }

  /** False if that is no name. */
  choose(given: string): boolean {
    const name = nicknameOf(given);
    if (name === null) {
      return false;
    }
    this.name = name;
    this.chosen = true;
    this.store(STORED, name);
    return true;
  }

  private store(key: string, value: string): void {
    try {
      this.storage.setItem(key, value);
    } catch {
      // It holds until the page is left.
    }
  }
}
