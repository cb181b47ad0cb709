import { store, stored } from '../storage';

const STORED = 'hw-character-keys';

/** Whether this viewer wants letters, digits and signs to do something by themselves: who dictates types them unmeant (WCAG 2.1.4). */
export class CharacterKeys {
  private on = stored(STORED) !== 'off';

  get areOn(): boolean {
    return this.on;
  }

  turn(on: boolean): void {
    this.on = on;
    store(STORED, on ? 'on' : 'off');
  }
}
