/** The element that the page's own HTML holds under this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`the page has no element ${id}`);
  }
  return found as T;
}

/** A new element; whatever text goes in is text, never HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className = '',
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const created = document.createElement(name);
  if (className) {
    created.className = className;
  }
  created.append(...children);
  return created;
}

/** Sets text only where it changes, so that screen readers hear a status once. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** Calls `work` now, and again `delay()` ms after each end; sooner when the page comes back into view. */
export function repeat(work: () => Promise<void>, delay: () => number): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  const run = async (): Promise<void> => {
    clearTimeout(timer);
    if (running) {
      return;
    }
    running = true;
    try {
      await work();
    } finally {
      running = false;
      timer = setTimeout(run, delay());
    }
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      void run();
    }
  });
  void run();
}
