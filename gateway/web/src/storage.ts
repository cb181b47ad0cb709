/** What the browser keeps for these pages. In a frame, or with cookies off, it may keep nothing: then nothing is kept. */

export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** For those who are given a place to keep things. */
export const keeper = { getItem: stored, setItem: store };

export function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then it holds for this visit alone.
  }
}
