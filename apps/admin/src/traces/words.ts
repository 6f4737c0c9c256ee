import type { Schemas } from '../api/context.tsx';

type Span = Schemas['Span'];

const names: Readonly<Record<string, string>> = {
  Authorize: 'Check sign-in',
  Counters: 'Read counters',
  StartExecution: 'Start workflow',
  Timer: 'Timer fired',
};

/** `reportIncident` and `RegisterIncident` as people write them. */
export function spaced(name: string): string {
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a span was, in words. */
export function spanWords({ name, functionName, route, itemKind, count, attempt }: Span): string {
  const again = attempt !== undefined && attempt > 0 ? `, try ${attempt + 1}` : '';
  if (functionName !== undefined) return `Function: ${spaced(functionName.replace(/Function$/u, ''))}${again}`;
  if (name === 'Request') {
    if (route === undefined) return 'Request';
    return route.startsWith('/') ? `Request: ${route} page` : `Request: ${spaced(route)}`;
  }
  const what = itemKind === undefined ? '' : ` ${spaced(itemKind).toLowerCase()}`;
  const many = count === undefined ? '' : ` (${count})`;
  return `${names[name] ?? name}${what}${many}${again}`;
}

/** Milliseconds in three digits or so: 0.08 ms, 4.2 ms, 137 ms, 2.4 s. */
export function spanTime(ms: number): string {
  if (ms < 0.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.5) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  return seconds < 99.5 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
