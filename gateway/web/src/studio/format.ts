/** Numbers and times in the reader's language. */

import { type Language, language } from '../language';

const LOCALES: Record<Language, string> = { en: 'en-GB', zh: 'zh-Hans-CN' };

function locale(): string {
  return LOCALES[language()];
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

/** "850 kbit/s", "4.2 Mbit/s". */
export function bitrate(bitsPerSecond: number): string {
  return bitsPerSecond < 1_000_000 ? `${number(bitsPerSecond / 1_000)} kbit/s` : `${number(bitsPerSecond / 1_000_000, 1)} Mbit/s`;
}

/** "0 B", "12 kB", "3.4 GB". */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${number(value, unit < 2 ? 0 : 1)} ${units[unit]}`;
}

/** "0:05", "12:40", "3:07:09". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = `${String(Math.floor(whole / 60) % 60)}:${String(whole % 60).padStart(2, '0')}`;
  return whole < 3_600 ? rest : `${Math.floor(whole / 3_600)}:${rest.padStart(5, '0')}`;
}

export function dateTime(time: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(time));
}

/** The time of day. */
export function clock(time: string | Date): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(time));
}
