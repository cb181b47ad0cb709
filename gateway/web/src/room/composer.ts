import { element, setText } from '../dom';
import { keeper } from '../storage';
import { type Mode, type Refusal, type Rules, USUAL_RULES } from './frames';
import { button, choices, giveBack, icon, ICONS, newId, popover } from './parts';
import { COLOURS, storedStyle, storeStyle, type Style } from './style';
import { refusalText, type Texts } from './texts';

/** How much is left is told from this share of what fits on. */
const TOLD_FROM = 0.8;
const MODES: readonly Mode[] = ['scroll', 'top', 'bottom'];
const EMOJI =
  '😀 😂 🤣 😊 😍 🥰 😘 😎 🤩 🥳 🤔 😏 😴 😭 😢 😡 🤯 😱 🙄 😅 👍 👎 👏 🙌 🙏 💪 👀 🤝 ✌️ 👋 ❤️ 💔 💯 🔥 ✨ 🎉 🎂 🌹 ☕ 🍺 ⚽ 🎮 🎵 🚀 ⭐ 🌈 🐶 🐱'.split(' ');

export interface ComposerEvents {
  /** False if it cannot be taken now; it stays in the field. */
  onSend(text: string, style: Style): boolean;
  /** Somebody is about to write. */
  onFocus(): void;
}

/** Where one writes: the field, emoji, the style, and why something was not taken. */
export class Composer {
  readonly element = element('form', 'room-composer');
  private readonly field = element('input', 'room-field');
  private readonly problem = element('p', 'room-problem');
  private readonly left = element('span', 'room-left');
  private readonly submit: HTMLButtonElement;
  private style: Style = storedStyle(keeper);
  private rules = USUAL_RULES;
  private slowUntil = 0;
  private slowTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly events: ComposerEvents,
  ) {
    this.field.type = 'text';
    this.field.autocomplete = 'off';
    this.field.enterKeyHint = 'send';
    this.field.placeholder = texts.write;
    this.field.setAttribute('aria-label', texts.write);
    this.problem.id = newId();
    this.problem.setAttribute('role', 'alert');
    this.left.setAttribute('role', 'status');
    this.field.setAttribute('aria-describedby', this.problem.id);
    this.submit = button('room-send', icon(ICONS.send), () => undefined, texts.send);
    this.submit.type = 'submit';
    const emoji = button('room-tool', icon(ICONS.smile), () => undefined, texts.emoji);
    const styles = button('room-tool', icon(ICONS.style), () => undefined, texts.style);
    const emojiPanel = this.emojiPanel();
    const stylePanel = this.stylePanel();
    this.element.append(this.problem, emojiPanel, stylePanel, element('div', 'room-line', styles, emoji, this.field, this.left, this.submit));
    popover(emoji, emojiPanel);
    popover(styles, stylePanel);
    this.showStyle();
    this.field.addEventListener('input', () => this.count());
    this.field.addEventListener('focus', () => events.onFocus());
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
  }

  setRules(rules: Rules): void {
    this.rules = rules;
    this.count();
    if (rules.slowModeSeconds === 0) {
      this.slowUntil = 0;
    }
  }

  /** Something of the viewer's was said just now: in slow mode the next has to wait. */
  said(): void {
    if (this.rules.slowModeSeconds > 0) {
      this.slow(this.rules.slowModeSeconds);
    }
  }

  focus(): void {
    this.field.focus();
  }

  get hasFocus(): boolean {
    return document.activeElement === this.field;
  }

  get isEmpty(): boolean {
    return this.field.value === '';
  }

  set disabled(disabled: boolean) {
    this.field.disabled = disabled;
    this.submit.disabled = disabled;
  }

  /** Says why, and gives back what was written, unless something else stands there already. */
  refused(refusal: Refusal, text: string | null): void {
    giveBack(this.field, text);
    this.count();
    if (refusal.code === 'slow_mode' && refusal.retryAfter !== null) {
      this.slow(refusal.retryAfter);
      this.complain(this.texts.refusals.slow_mode);
    } else if (refusal.code === 'banned' && refusal.until !== null) {
      this.complain(this.texts.bannedUntil(new Date(refusal.until).toLocaleString()));
    } else {
      this.complain(refusalText(this.texts, refusal.code));
    }
  }

  complain(sentence: string): void {
    setText(this.problem, sentence);
  }

  private send(): void {
    const text = this.field.value.trim();
    if (text === '' || Date.now() < this.slowUntil) {
      return;
    }
    if (length(text) > this.rules.maxLength) {
      this.complain(this.texts.refusals.invalid_message);
    } else if (this.events.onSend(text, this.style)) {
      this.field.value = '';
      this.complain('');
      this.count();
    }
  }

  private count(): void {
    const used = length(this.field.value.trim());
    const { maxLength } = this.rules;
    setText(this.left, used >= TOLD_FROM * maxLength ? String(maxLength - used) : '');
    this.left.title = this.texts.left(maxLength - used);
    this.left.classList.toggle('over', used > maxLength);
  }

  /** Counts down what slow mode leaves; the button says it. */
  private slow(seconds: number): void {
    this.slowUntil = Date.now() + seconds * 1_000;
    clearInterval(this.slowTimer);
    const tick = (): void => {
      const rest = Math.ceil((this.slowUntil - Date.now()) / 1_000);
      this.submit.disabled = rest > 0;
      if (rest > 0) {
        this.submit.replaceChildren(element('span', '', String(rest)));
        this.submit.setAttribute('aria-label', this.texts.slowMode(rest));
      } else {
        clearInterval(this.slowTimer);
        this.submit.replaceChildren(icon(ICONS.send));
        this.submit.setAttribute('aria-label', this.texts.send);
        this.complain('');
      }
    };
    this.slowTimer = setInterval(tick, 250);
    tick();
  }

  private emojiPanel(): HTMLElement {
    const panel = element('div', 'room-popover room-emoji');
    panel.setAttribute('role', 'group');
    panel.setAttribute('aria-label', this.texts.emoji);
    panel.append(...EMOJI.map((emoji) => button('', emoji, () => this.insert(emoji))));
    return panel;
  }

  private insert(emoji: string): void {
    const { selectionStart, selectionEnd, value } = this.field;
    this.field.setRangeText(emoji, selectionStart ?? value.length, selectionEnd ?? value.length, 'end');
    this.count();
  }

  private stylePanel(): HTMLElement {
    const { texts } = this;
    const modes = MODES.map((mode) => ({ value: mode, label: texts.modes[mode] }));
    const colours = COLOURS.map((color, index) => ({ value: color as string, label: texts.colours[index] ?? color }));
    const swatches = choices(texts.colour, 'swatches', colours, this.style.color, (color) => this.restyle({ color }));
    for (const swatch of swatches.querySelectorAll<HTMLElement>('span')) {
      swatch.style.setProperty('--swatch', swatch.dataset['value'] ?? '');
      swatch.title = swatch.textContent ?? '';
    }
    return element(
      'div',
      'room-popover room-style',
      choices(texts.style, 'segments', modes, this.style.mode, (mode) => this.restyle({ mode })),
      swatches,
    );
  }

  private restyle(to: Partial<Style>): void {
    this.style = { ...this.style, ...to };
    storeStyle(keeper, this.style);
    this.showStyle();
  }

  private showStyle(): void {
    this.element.style.setProperty('--chosen', this.style.color);
    this.element.dataset['mode'] = this.style.mode;
  }
}

/** As the server counts: code points. */
function length(text: string): number {
  return [...text.normalize('NFC')].length;
}
