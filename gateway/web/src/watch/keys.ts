/** What keys do, wherever on the page they are pressed. */

export type Command =
  | { readonly what: 'play' | 'mute' | 'full-screen' | 'pip' | 'live' | 'help' }
  | { readonly what: 'volume' | 'seek'; readonly by: number }
  | { readonly what: 'share-of-window'; readonly share: number };

const VOLUME_STEP = 0.1;
const SEEK_SECONDS = 5;
const BACK_SECONDS = 10;

export function commandOf(key: string): Command | null {
  if (/^[0-9]$/.test(key)) {
    return { what: 'share-of-window', share: Number(key) / 10 };
  }
  switch (key.toLowerCase()) {
    case ' ':
    case 'k':
      return { what: 'play' };
    case 'm':
      return { what: 'mute' };
    case 'f':
      return { what: 'full-screen' };
    case 'i':
      return { what: 'pip' };
    case 'l':
      return { what: 'live' };
    case 'j':
      return { what: 'seek', by: -BACK_SECONDS };
    case 'arrowleft':
      return { what: 'seek', by: -SEEK_SECONDS };
    case 'arrowright':
      return { what: 'seek', by: SEEK_SECONDS };
    case 'arrowup':
      return { what: 'volume', by: VOLUME_STEP };
    case 'arrowdown':
      return { what: 'volume', by: -VOLUME_STEP };
    case '?':
      return { what: 'help' };
    default:
      return null;
  }
}

/** Whether WCAG 2.1.4 lets it be turned off. Space does what it is expected to where the player has the focus. */
export function isCharacter(key: string, inPlayer: boolean): boolean {
  return key === ' ' ? !inPlayer : [...key].length === 1;
}

/** The keys in the order in which help tells them; `texts.keyHelp` has a line for each. */
export const KEYS = [
  ['Space', 'K'],
  ['M'],
  ['↑', '↓'],
  ['F'],
  ['I'],
  ['L'],
  ['J'],
  ['←', '→'],
  ['0–9'],
  ['?'],
] as const;
