/** Between two messages of one lane, px. */
const GAP = 24;

/** What is on its way in a lane: all of it moves so that it has crossed the width after its duration. */
interface Passage {
  /** ms of the overlay's clock at which its head came in. */
  readonly start: number;
  readonly duration: number;
  readonly width: number;
}

/**
 * Which lane a message may take without ever touching the one before it, whatever their widths and speeds. Two that move evenly are
 * apart all the time if they are apart at both ends of the time they share: when the later one comes in, and when the earlier one is
 * gone.
 */
export class Lanes {
  private readonly last: (Passage | null)[];

  constructor(
    private readonly width: number,
    readonly count: number,
  ) {
    this.last = new Array<Passage | null>(count).fill(null);
  }

  /** Takes the topmost lane that is free for it; null if none is. */
  take(width: number, duration: number, start: number): number | null {
    const next = { start, duration, width };
    const lane = this.last.findIndex((before) => before === null || this.fits(before, next));
    if (lane < 0) {
      return null;
    }
    this.last[lane] = next;
    return lane;
  }

  /** Takes the lane whose last message is farthest gone: for those who rather see overlaps than miss something. */
  squeeze(width: number, duration: number, start: number): number {
    let best = 0;
    let most = -Infinity;
    this.last.forEach((before, lane) => {
      const gone = before === null ? Infinity : start - before.start - before.width;
      if (gone > most) {
        most = gone;
        best = lane;
      }
    });
    this.last[best] = { start, duration, width };
    return best;
  }

  private fits(before: Passage, next: Passage): boolean {
    const end = before.start + before.duration;
    if (next.start >= end) {
      return true;
    }
    const tailNow = tail(before, this.width, next.start);
    const headThen = head(next, this.width, end);
    return tailNow + GAP <= this.width && headThen >= GAP;
  }
}

/** px from the left edge at a time. */
export function head({ start, duration, width }: Passage, across: number, at: number): number {
  return across - ((across + width) * (at - start)) / duration;
}

function tail(passage: Passage, across: number, at: number): number {
  return head(passage, across, at) + passage.width;
}

/** Lanes for what stands still: one message each until its time is over. */
export class Places {
  private readonly until: number[];

  constructor(readonly count: number) {
    this.until = new Array<number>(count).fill(-Infinity);
  }

  /** Takes the first place that is free; null if none is. */
  take(duration: number, start: number): number | null {
    const place = this.until.findIndex((end) => end <= start);
    if (place < 0) {
      return null;
    }
    this.until[place] = start + duration;
    return place;
  }

  /** Takes the place that would be free first. */
  squeeze(duration: number, start: number): number {
    const place = this.until.indexOf(Math.min(...this.until));
    this.until[place] = start + duration;
    return place;
  }
}
