const locale = 'en-GB';

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** So far the browser's clock and the server's may be apart: what has just happened is not shown as still to come. */
const CLOCKS_APART_MS = 5_000;

/** 'in 3 days', '2 hours ago', 'just now'. Never rounds up to a day that has not been reached. */
export function relativeTime(instant: string, nowMs: number): string {
  const differenceMs = Date.parse(instant) - nowMs;
  for (const [unit, unitMs] of units) {
    const count = Math.trunc(differenceMs / unitMs);
    // 'in 3 days' and '3 days ago' count whole units; weeks begin at two, months at two, so that days stay days.
    const least = unit === 'week' || unit === 'month' ? 2 : 1;
    if (Math.abs(count) >= least) return relative.format(count, unit);
  }
  return differenceMs > CLOCKS_APART_MS ? 'in less than a minute' : 'just now';
}

const exact = (zone: string | undefined): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(zone ? { timeZone: zone } : {}),
  });

/** 'Australia/Sydney' as people say it: 'Sydney time'; a zone that is no place keeps its name: 'UTC'. */
export const zoneName = (zone: string): string =>
  zone.includes('/') ? `${zone.split('/').at(-1)?.replaceAll('_', ' ')} time` : zone;

/** 'Friday 11 December 2026, 23:59 Sydney time'; in the browser's zone, unnamed, when none is given. */
export function exactTime(instant: string, zone?: string): string {
  const text = exact(zone)
    .format(new Date(instant))
    .replace(/^(\w+), /, '$1 ')
    .replace(' at ', ', ');
  return zone ? `${text} ${zoneName(zone)}` : text;
}

/** '11 Dec 2026' for calendar dates and columns. */
export const shortDate = (date: string, zone?: string): string =>
  new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: date.length === 10 ? 'UTC' : (zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
  }).format(new Date(date));

/** '14:02:07.318' for the event table. */
export const clockTime = (instant: string): string =>
  new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  }).format(new Date(instant));

/** As `duration`, without the seconds of what took minutes: '14 min'. */
export const roughDuration = (lengthMs: number): string =>
  duration(lengthMs >= 60_000 ? Math.floor(lengthMs / 60_000) * 60_000 : lengthMs);

/** A length of time with its two largest units: '2 d 4 h', '3 min 20 s', '140 ms'. */
export function duration(lengthMs: number): string {
  const ms = Math.max(0, Math.round(lengthMs));
  if (ms < 1000) return `${ms} ms`;
  const parts: [number, string][] = [
    [Math.floor(ms / 86_400_000), 'd'],
    [Math.floor(ms / 3_600_000) % 24, 'h'],
    [Math.floor(ms / 60_000) % 60, 'min'],
    [Math.floor(ms / 1000) % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
