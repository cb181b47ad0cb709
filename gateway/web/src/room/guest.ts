const STORED = 'hw-nickname';
const MAX_LENGTH = 32;

/** A guest's name as the server takes it; null if it does not. */
export function nicknameOf(given: string): string | null {
  const name = given.normalize('NFC').trim();
  const fits = /^[\p{L}\p{Nd} ._-]+$/u.test(name) && [...name].length <= MAX_LENGTH;
  return fits ? name : null;
}

/** The name of who is no account here: chosen once, and until then one that says nothing. */
export class Guest {
  private name: string;
  /** Whether somebody chose it. */
  chosen: boolean;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
    suggestion: string,
  ) {
    const stored = nicknameOf(storage.getItem(STORED) ?? '');
    this.chosen = stored !== null;
    this.name = stored ?? suggestion;
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
    try {
      this.storage.setItem(STORED, name);
    } catch {
      // It holds until the page is left.
    }
    return true;
  }
}
