import { store, stored } from '../storage';

const STORED = 'hw-sound';

/** How loud this viewer likes it. */
export interface Sound {
  readonly volume: number;
  readonly muted: boolean;
}

/** As it was last time; at first full and muted, since browsers start nothing that is loud. */
export function rememberedSound(): Sound {
  const [volume, muted] = (stored(STORED) ?? '').split(' ');
  const level = Number(volume);
  return volume && level >= 0 && level <= 1 ? { volume: level, muted: muted !== 'on' } : { volume: 1, muted: true };
}

export function rememberSound({ volume, muted }: Sound): void {
  store(STORED, `${volume.toFixed(2)} ${muted ? 'off' : 'on'}`);
}
