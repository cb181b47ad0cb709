/** Words for numbers and times, in the reader's language. */

import { language, texts } from './language';

const WORDS = {
  en: {
    viewers: (count: number, told: string) => `${told} ${count === 1 ? 'viewer' : 'viewers'}`,
    live: (count: number, more: boolean) =>
      count === 1 && !more ? '1 stream is live' : `${count}${more ? ' and more' : ''} streams are live`,
    justNow: 'just went live',
    minutes: (minutes: number) => `live for ${minutes} min`,
    hours: (hours: number, minutes: string) => `live for ${hours} h ${minutes} min`,
    days: (days: number) => `live for ${days} days`,
    seconds: (seconds: string) => `${seconds} s`,
  },
  zh: {
    viewers: (_: number, told: string) => `${told} 人在看`,
    live: (count: number, more: boolean) => `${more ? '超过 ' : ''}${count} 个直播进行中`,
    justNow: '刚刚开播',
    minutes: (minutes: number) => `已直播 ${minutes} 分钟`,
    hours: (hours: number, minutes: string) => `已直播 ${hours} 小时 ${minutes} 分`,
    days: (days: number) => `已直播 ${days} 天`,
    seconds: (seconds: string) => `${seconds} 秒`,
  },
};

/** "1 viewer", "1.2K viewers". */
export function viewers(count: number): string {
  return texts(WORDS).viewers(
    count,
    new Intl.NumberFormat(language(), { notation: 'compact', maximumFractionDigits: 1 }).format(count),
  );
}

/** "3 streams are live". */
export function liveCount(count: number, more: boolean): string {
  return texts(WORDS).live(count, more);
}

/** How long it has been live: "just went live", "live for 4 min", "… 2 h 05 min", "… 3 days". A clock that is behind does no harm. */
export function liveFor(since: Date, now: Date): string {
  const words = texts(WORDS);
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 1) {
    return words.justNow;
  }
  if (minutes < 60) {
    return words.minutes(minutes);
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? words.hours(hours, twoDigits(minutes % 60)) : words.days(Math.floor(hours / 24));
}

const TENTHS_BELOW_SECONDS = 9.95;

/** How far behind live: "3.4 s", "12 s", "1:05", "1:02:09". */
export function behind(seconds: number): string {
  const known = Math.max(0, seconds);
  const whole = Math.round(known);
  if (whole < 60) {
    return texts(WORDS).seconds(known < TENTHS_BELOW_SECONDS ? known.toFixed(1) : String(whole));
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${twoDigits(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`;
}

/** A moment as the reader's clock tells it: "10:14:23", with the day where it is not today. */
export function clock(moment: Date, now: Date): string {
  const time = `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}:${twoDigits(moment.getSeconds())}`;
  return moment.toDateString() === now.toDateString()
    ? time
    : `${new Intl.DateTimeFormat(language(), { month: 'short', day: 'numeric' }).format(moment)} ${time}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
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
