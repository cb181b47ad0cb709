import { backoff } from './stage';

/** One thing that is tried again, later and later each time, until it went well. */
export class Retry {
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private next: (() => void) | null = null;

  /** How often it has been tried in vain. */
  attempts(): number {
    return this.attempt;
  }

  /** Does it after a while; a try that already waits is replaced. */
  later(work: () => void): void {
    clearTimeout(this.timer);
    this.next = work;
    this.timer = setTimeout(() => this.now(), backoff(this.attempt++));
  }

  /** Does what waits. */
  now(): void {
    clearTimeout(this.timer);
    const work = this.next;
    this.next = null;
    work?.();
  }

  wentWell(): void {
    this.attempt = 0;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.next = null;
  }
}
