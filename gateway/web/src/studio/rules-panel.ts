/** How one may speak in the room. */

import { byId, element } from '../dom';
import { texts } from '../language';
import { chatTexts } from './chat-texts';
import { alertLine, field, numberInput, submitButton } from './fields';
import { rest } from './rest';
import { type Rules, rules } from './room-requests';
import { submits, tell } from './work';

/** Rules that could not be read are asked for again. */
const RETRY_MS = 5_000;

export class RulesPanel {
  private readonly slowMode = numberInput(0, 3_600);
  private readonly guests = element('input');
  private readonly words = element('textarea');
  private readonly maxLength = numberInput(1, 500);
  private readonly alert = alertLine();
  private readonly saved = element('p', 'hint');
  private readonly form: HTMLFormElement;

  constructor(
    private readonly id: string,
    acted: () => void,
  ) {
    const words = texts(chatTexts);
    this.guests.type = 'checkbox';
    this.words.rows = 4;
    this.words.spellcheck = false;
    this.saved.setAttribute('role', 'status');
    this.form = element(
      'form',
      'stacked',
      field(words.slowMode, this.slowMode, words.slowOff),
      field(words.maxLength, this.maxLength),
      element('label', 'check', this.guests, ` ${words.guests}`),
      field(words.blockedWords, this.words, words.blockedWordsHint),
      this.alert,
      submitButton(words.save),
      this.saved,
    );
    this.form.noValidate = true;
    this.form.addEventListener('input', () => this.saved.replaceChildren());
    submits(this.form, this.alert, async () => {
      const wanted = rules(this.slowMode.value, this.guests.checked, this.words.value, this.maxLength.value);
      if (typeof wanted === 'string') {
        this.alert.textContent = words.invalidRules[wanted];
        this.alert.hidden = false;
        return;
      }
      this.fill(await rest<Rules>('PATCH', `live-streams/${this.id}/chat-settings`, wanted));
      this.saved.textContent = words.saved;
      acted();
    });
    byId('room-settings').replaceChildren(this.form);
    this.enable(false);
    void this.load();
  }

  /** What is saved is all of them: nothing may be written over rules that are not known. */
  private async load(): Promise<void> {
    try {
      this.fill(await rest<Rules>('GET', `live-streams/${this.id}/chat-settings`));
      tell(this.alert, null);
      this.enable(true);
    } catch (error) {
      tell(this.alert, error);
      setTimeout(() => void this.load(), RETRY_MS);
    }
  }

  private enable(known: boolean): void {
    for (const input of this.form.querySelectorAll<HTMLInputElement>('input, textarea, button')) {
      input.disabled = !known;
    }
  }

  private fill(now: Rules): void {
    this.slowMode.value = String(now.slowModeSeconds);
    this.guests.checked = now.guests;
    this.words.value = now.blockedWords.join('\n');
    this.maxLength.value = String(now.maxLength);
  }
}
