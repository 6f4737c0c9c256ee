/** What the host tells the site before anybody has signed in. */
export interface SiteConfig {
  /** Issuer of staff sign-in; a path means this origin. */
  issuer: string;
  clientId: string;
  scope: string;
  /** Resource indicator of the API, where the issuer needs one to give a usable access token. */
  resource?: string;
}

/** The host did not give its settings: the site cannot start. */
export class ConfigUnavailable extends Error {
  readonly code = 'config-unavailable';
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 ? value : undefined;

/** Reads the host's answer; only the issuer has no default. @throws ConfigUnavailable */
export function parseConfig(value: unknown, origin: string): SiteConfig {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const issuer = text(fields['issuer']);
  if (!issuer) throw new ConfigUnavailable('The server did not say where staff sign in.');
  const resource = text(fields['resource']);
  return {
    issuer: new URL(issuer, origin).href,
    clientId: text(fields['clientId']) ?? 'resit-admin',
    scope: text(fields['scope']) ?? 'openid profile',
    ...(resource ? { resource } : {}),
  };
}

/** @throws ConfigUnavailable */
export async function loadConfig(): Promise<SiteConfig> {
  let answer: Response;
  try {
    answer = await fetch('/admin/config.json', { headers: { accept: 'application/json' } });
  } catch (cause) {
    throw new ConfigUnavailable('The server could not be reached.', { cause });
  }
  if (!answer.ok) throw new ConfigUnavailable(`The server answered ${answer.status} when asked for its settings.`);
  return parseConfig(await answer.json().catch(() => undefined), location.origin);
}
