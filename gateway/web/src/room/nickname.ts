import { element, setText } from '../dom';
import type { Guest } from './guest';
import { button, newId } from './parts';
import type { Texts } from './texts';

/** Asks a guest for a name. */
export class NicknameForm {
  readonly element = element('form', 'room-nickname');
  private readonly field = element('input', 'room-input');
  private readonly problem = element('p', 'room-problem');

  constructor(
    private readonly texts: Texts,
    private readonly guest: Guest,
    private readonly onChosen: () => void,
  ) {
    this.field.type = 'text';
    this.field.id = newId();
    this.field.setAttribute('autocomplete', 'nickname');
    this.field.maxLength = 40;
    this.problem.setAttribute('role', 'alert');
    const label = element('label', '', texts.nickname);
    label.htmlFor = this.field.id;
    const submit = element('button', 'button', texts.join);
    submit.type = 'submit';
    const cancel = button('quiet-button', texts.cancel, () => this.choose(guest.nickname));
    this.element.append(label, element('p', 'why', texts.nicknameWhy), this.field, this.problem, element('div', 'room-actions', submit, cancel));
    this.element.hidden = true;
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.choose(this.field.value);
    });
  }

  /** @param now false to leave who is busy with something else where they are */
  ask(problem = '', now = true): void {
    setText(this.problem, problem);
    this.field.value = this.guest.nickname;
    this.element.hidden = false;
    if (now) {
      this.field.focus();
      this.field.select();
    }
  }

  private choose(name: string): void {
    if (this.guest.choose(name)) {
      this.element.hidden = true;
      this.onChosen();
    } else {
      setText(this.problem, this.texts.nicknameRefused);
    }
  }
}
