/** The dialog in which a stream is created, or its settings are changed. */

import { element } from '../dom';
import { texts } from '../language';
import { openDialog } from './dialogs';
import type { Codec, Spec } from './model';
import { changes, DEFAULTS, fieldsOf, MOST_RUNGS, type RungFields, type SpecFields, specOf } from './spec';
import { studioTexts } from './texts';
import { submits, tell } from './work';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const DVR_OFFERED = [0, HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY, 14 * DAY];
const CODECS: readonly Codec[] = ['h264', 'hevc', 'av1'];

/** @param create makes the stream; a failure is told in the dialog, which stays */
export function askForNewStream(create: (spec: Spec) => Promise<void>): void {
  const words = texts(studioTexts);
  open(words.newStream, words.create, DEFAULTS, create);
}

/** @param change gets what is different, and is not called where nothing is */
export function askForChanges(before: Spec, change: (patch: Partial<Spec>) => Promise<void>): void {
  const words = texts(studioTexts);
  open(words.settingsOf(before.title), words.save, before, async (spec) => {
    const patch = changes(before, spec);
    if (Object.keys(patch).length > 0) {
      await change(patch);
    }
  });
}

function open(heading: string, action: string, spec: Spec, work: (spec: Spec) => Promise<void>): void {
  const words = texts(studioTexts);
  const template = document.getElementById('spec-form') as HTMLTemplateElement;
  const content = template.content.cloneNode(true) as DocumentFragment;
  const form = content.querySelector('form') as HTMLFormElement;
  const alert = form.querySelector('[role=alert]') as HTMLElement;
  const rungs = form.querySelector('.rung-list') as HTMLUListElement;
  const dialog = openDialog(heading, content);
  dialog.classList.add('spec-dialog');
  (form.querySelector('[type=submit]') as HTMLElement).textContent = action;

  fill(form, rungs, spec);
  const ladder = form.elements.namedItem('ladder') as HTMLSelectElement;
  const showRungs = (): void => {
    (form.querySelector('.rungs') as HTMLElement).hidden = ladder.value !== 'rungs';
  };
  ladder.addEventListener('change', showRungs);
  showRungs();
  const add = form.querySelector('.add-rung') as HTMLButtonElement;
  add.addEventListener('click', () => {
    if (rungs.children.length < MOST_RUNGS) {
      const row = rungRow({ name: '', height: '', kilobits: '', codec: 'h264' });
      rungs.append(row);
      row.querySelector('input')?.focus();
    }
  });
  form.querySelector('.cancel')?.addEventListener('click', () => dialog.close());
  submits(form, alert, async () => {
    const wanted = specOf(read(form, rungs));
    if (typeof wanted === 'string') {
      unfold(form, wanted);
      tell(alert, null);
      alert.textContent = words.invalid[wanted];
      alert.hidden = false;
      return;
    }
    await work(wanted);
    dialog.close();
  });
  (form.elements.namedItem('title') as HTMLElement).focus();
}

function fill(form: HTMLFormElement, rungs: HTMLUListElement, spec: Spec): void {
  const fields = fieldsOf(spec);
  const dvr = form.elements.namedItem('dvr') as HTMLSelectElement;
  const offered = [...new Set([...DVR_OFFERED, spec.dvrWindowSeconds])].sort((a, b) => a - b);
  dvr.append(...offered.map((seconds) => new Option(window(seconds), String(seconds))));
  for (const name of ['title', 'description', 'tags', 'latencyMode', 'ladder', 'dvr', 'playbackPolicy', 'encryption', 'reconnect'] as const) {
    (form.elements.namedItem(name) as HTMLInputElement).value = fields[name];
  }
  rungs.replaceChildren(...fields.rungs.map(rungRow));
}

function window(seconds: number): string {
  const words = texts(studioTexts);
  if (seconds === 0) {
    return words.dvrOff;
  }
  if (seconds % DAY === 0) {
    return words.dvrDays(seconds / DAY);
  }
  return seconds % HOUR === 0 ? words.dvrHours(seconds / HOUR) : words.dvrOther(seconds);
}

function read(form: HTMLFormElement, rungs: HTMLUListElement): SpecFields {
  const value = (name: string): string => (form.elements.namedItem(name) as HTMLInputElement).value;
  return {
    title: value('title'),
    description: value('description'),
    tags: value('tags'),
    latencyMode: value('latencyMode'),
    ladder: value('ladder'),
    rungs: Array.from(rungs.children, readRung),
    dvr: value('dvr'),
    playbackPolicy: value('playbackPolicy'),
    encryption: value('encryption'),
    reconnect: value('reconnect'),
  };
}

function readRung(row: Element): RungFields {
  const [name, height, kilobits] = Array.from(row.querySelectorAll('input'), (input) => input.value);
  return { name: name ?? '', height: height ?? '', kilobits: kilobits ?? '', codec: (row.querySelector('select')?.value ?? 'h264') as Codec };
}

function rungRow(rung: RungFields): HTMLLIElement {
  const words = texts(studioTexts);
  const codec = element('select', '', ...CODECS.map((name) => new Option(name.toUpperCase(), name)));
  codec.value = rung.codec;
  const remove = element('button', 'icon-button', '×');
  remove.type = 'button';
  remove.setAttribute('aria-label', words.removeRung(rung.name || words.rungName));
  const row = element(
    'li',
    'rung',
    labelled(words.rungName, input(rung.name, 'text')),
    labelled(words.rungHeight, input(rung.height, 'number')),
    labelled(words.rungBitrate, input(rung.kilobits, 'number')),
    labelled(words.rungCodec, codec),
    remove,
  );
  remove.addEventListener('click', () => {
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('input');
    const add = row.closest('fieldset')?.querySelector<HTMLElement>('.add-rung');
    row.remove();
    (next ?? add)?.focus();
  });
  return row;
}

function labelled(text: string, control: HTMLElement): HTMLLabelElement {
  return element('label', 'field', element('span', '', text), control);
}

function input(value: string, type: string): HTMLInputElement {
  const created = element('input');
  created.type = type;
  created.value = value;
  return created;
}

/** What is wrong has to be seen. */
function unfold(form: HTMLFormElement, wrong: string): void {
  const folded = wrong.startsWith('rung') || wrong === 'reconnect';
  if (folded) {
    (form.querySelector('details') as HTMLDetailsElement).open = true;
    return;
  }
  (form.elements.namedItem(wrong) as HTMLElement).focus();
}
