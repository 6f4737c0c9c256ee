const DAY_MS = 86_400_000;

/** Minutes that a zone is ahead of UTC at an instant. */
function offsetMinutes(zone: string, atMs: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(atMs);
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** The instant at which a calendar date begins in a zone, as ISO text. A midnight that a clock change skips is the change itself. */
export function startOfDay(date: string, zone: string): string {
  const utcMs = Date.parse(`${date}T00:00:00.000Z`);
  // By the clocks of the day before and by those of the day after: they differ only where the clocks change in between.
  const [before = utcMs, after = utcMs] = [-DAY_MS, DAY_MS].map(
    (ms) => utcMs - offsetMinutes(zone, utcMs + ms) * 60_000,
  );
  const isStart = dateIn(zone, before) === date && dateIn(zone, before - 1) !== date;
  return new Date(isStart ? before : after).toISOString();
}

/** The calendar date (YYYY-MM-DD) in a zone at an instant. */
export const dateIn = (zone: string, atMs: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);

/** A calendar date so many days later. */
export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Whether text is a calendar date that exists: 2026-02-30 is none. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
