import type { KeptForm } from './device.ts';

/** How sending an answer went. `away`: no network, or no server; the answer should be kept and sent again. */
export type Sent =
  | { kind: 'saved'; saved: string; next: string; endsInMs?: number }
  | { kind: 'wrong'; message: string }
  | { kind: 'over'; message: string; next: string }
  | { kind: 'signed-out' }
  | { kind: 'away' };

const TIMEOUT_MS = 15_000;

/** Sends an answer as its form would, asking for JSON instead of a page. */
export async function send({ url, fields }: KeptForm): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status >= 500 || response.status === 429) return { kind: 'away' };
    const body = (await response.json()) as Record<string, unknown>;
    const text = (name: string): string => String(body[name] ?? '');
    if (response.ok) {
      const endsInMs = body.endsInMs;
      return {
        kind: 'saved',
        saved: text('saved'),
        next: text('next'),
        ...(typeof endsInMs === 'number' ? { endsInMs } : {}),
      };
    }
    if (response.status === 401) return { kind: 'signed-out' };
    if (response.status === 409) return { kind: 'over', message: text('message'), next: text('next') };
    return { kind: 'wrong', message: text('message') };
  } catch {
    return { kind: 'away' };
  }
}

/** The fields of a form as they stand now. */
export function fieldsOf(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
}
