import { element } from '../dom';

export type Cell = string | Node;

/** A table with headers; `none` stands in for it where there are no rows. */
export function table(caption: string, headers: readonly string[], rows: readonly (readonly Cell[])[], none: string): Node {
  if (rows.length === 0) {
    return element('p', 'hint', none);
  }
  const head = element(
    'tr',
    '',
    ...headers.map((text) => {
      const header = element('th', '', text);
      header.scope = 'col';
      return header;
    }),
  );
  const body = rows.map((cells) =>
    element('tr', '', ...cells.map((cell) => element('td', '', cell))),
  );
  return element('table', 'table', element('caption', 'visually-hidden', caption), element('thead', '', head), element('tbody', '', ...body));
}

/** Puts it into `place` only where something changed: what has the focus, or is being read or selected, stays. */
export function replaceIfChanged(place: HTMLElement, data: unknown, make: () => Node): void {
  const shown = JSON.stringify(data);
  if (place.dataset['shown'] !== shown) {
    place.dataset['shown'] = shown;
    place.replaceChildren(make());
  }
}
