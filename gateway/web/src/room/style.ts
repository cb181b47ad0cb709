import type { Mode } from './frames';

const STORED = 'hw-danmaku-style';

/** In the order of the texts' `colours`. */
export const COLOURS = [
  '#ffffff',
  '#ff4d4f',
  '#ff9f1a',
  '#ffe14d',
  '#b8f34d',
  '#3ddc84',
  '#4de1ff',
  '#5b8cff',
  '#b98cff',
  '#ff8ac4',
  '#c8925a',
  '#b0b8c4',
] as const;

/** How one's own messages cross the picture. */
export interface Style {
  readonly mode: Mode;
  readonly color: string;
}

export function storedStyle(storage: Pick<Storage, 'getItem'>): Style {
  const [mode, color] = (storage.getItem(STORED) ?? '').split(' ');
  return {
    mode: mode === 'top' || mode === 'bottom' ? mode : 'scroll',
    color: COLOURS.find((each) => each === color) ?? COLOURS[0],
  };
}

export function storeStyle(storage: Pick<Storage, 'setItem'>, { mode, color }: Style): void {
  try {
    storage.setItem(STORED, `${mode} ${color}`);
  } catch {
    // It holds until the page is left.
  }
}
