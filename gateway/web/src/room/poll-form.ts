import { element, setText } from '../dom';
import { choices, newId } from './parts';
import type { Texts } from './texts';

const MAX_QUESTION = 200;
const MAX_OPTION = 100;
const SECONDS = [60, 300, 900, 0] as const;

/** The answers of a poll as they were typed, one on each line; null if they are none that can be asked. */
export function answersOf(typed: string): string[] | null {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const fits = lines.length >= 2 && lines.length <= 10 && new Set(lines).size === lines.length;
  return fits && lines.every((line) => [...line].length <= MAX_OPTION) ? lines : null;
}

/**
 * A form for moderators to ask the room.
 *
 * @param ask with no duration as null; false if it did not work
 */
export function pollForm(texts: Texts, ask: (question: string, options: string[], seconds: number | null) => Promise<boolean>): HTMLFormElement {
  let seconds: number = SECONDS[1];
  const question = element('input', 'room-input');
  question.type = 'text';
  question.maxLength = MAX_QUESTION;
  question.id = newId();
  const answers = element('textarea', 'room-input');
  answers.rows = 3;
  answers.id = newId();
  const problem = element('p', 'room-problem');
  problem.setAttribute('role', 'alert');
  const submit = element('button', 'button', texts.ask);
  submit.type = 'submit';
  const duration = choices(
    texts.duration,
    'segments',
    SECONDS.map((value, index) => ({ value, label: texts.durations[index] ?? String(value) })),
    seconds,
    (chosen) => {
      seconds = chosen;
    },
  );
  const form = element('form', 'room-popover room-ask', label(texts.question, question), question, label(texts.answers, answers), answers, duration, problem, submit);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const options = answersOf(answers.value);
    const asked = question.value.trim();
    if (options === null || asked === '') {
      setText(problem, texts.answersWrong);
      return;
    }
    submit.disabled = true;
    void ask(asked, options, seconds === 0 ? null : seconds).then((worked) => {
      submit.disabled = false;
      setText(problem, worked ? '' : texts.failed);
      if (worked) {
        form.reset();
        form.hidden = true;
      }
    });
  });
  return form;
}

function label(text: string, of: HTMLElement): HTMLLabelElement {
  const created = element('label', '', text);
  created.htmlFor = of.id;
  return created;
}
