/** Words for numbers and times, in English. */

const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** "1 viewer", "1.2K viewers". */
export function viewers(count: number): string {
  return `${COUNT.format(count)} ${count === 1 ? 'viewer' : 'viewers'}`;
}

/** "3 streams are live". */
export function liveCount(count: number, more: boolean): string {
  if (count === 1 && !more) {
    return '1 stream is live';
  }
  return `${count}${more ? ' and more' : ''} streams are live`;
}

/** How long it has been live: "just went live", "live for 4 min", "… 2 h 05 min", "… 3 days". A clock that is behind does no harm. */
export function liveFor(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) {
    return 'just went live';
  }
  if (minutes < 60) {
    return `live for ${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return `live for ${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  }
  return `live for ${Math.floor(hours / 24)} days`;
}

/** How far behind live: "8 s", "1:05". */
export function behind(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** A colour that stays with an id: a hue from 0 to 359. */
export function hue(id: string): number {
  let hash = 7;
  for (const char of id) {
    hash = (hash * 31 + char.charCodeAt(0)) % 360;
  }
  return hash;
}

/** The first letter or digit to stand for a title. */
export function initial(title: string): string {
  return (/[\p{L}\p{N}]/u.exec(title)?.[0] ?? '•').toUpperCase();
}
