/** Work done again and again while a part of a page is shown. */
export interface Polling {
  /** Does it now as well. */
  soon(): void;
  stop(): void;
}

const HIDDEN_TIMES = 5;

/** Calls `work` now, and again `delayMs` after each end; rarely while the page is hidden, and when it comes back into view. It never runs twice at a time. */
export function poll(work: () => Promise<void>, delayMs: number, hiddenMs = delayMs * HIDDEN_TIMES): Polling {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let stopped = false;
  const run = async (): Promise<void> => {
    clearTimeout(timer);
    if (running || stopped) {
      again = running;
      return;
    }
    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (!stopped) {
        timer = setTimeout(run, again ? 0 : document.hidden ? hiddenMs : delayMs);
      }
      again = false;
    }
  };
  const onVisible = (): void => {
    if (!document.hidden) {
      void run();
    }
  };
  document.addEventListener('visibilitychange', onVisible);
  void run();
  return {
    soon: () => void run(),
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
