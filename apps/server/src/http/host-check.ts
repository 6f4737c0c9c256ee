import { loopbackHosts } from '../settings/schemas.ts';

/** What to do with a request for a host: serve it, send its reader to the right address, or refuse it. */
export type HostVerdict = { do: 'serve' } | { do: 'redirect'; to: string } | { do: 'refuse' };

/**
 * `RESIT_ORIGIN` alone is served. On a loopback origin, its other names (127.0.0.1 for localhost) lead readers to the
 * right one; `/health` answers under any name, since load balancers ask by address.
 */
export function hostCheck(
  origin: string,
): (request: { host: string | undefined; method: string; url: string }) => HostVerdict {
  const own = new URL(origin);
  return ({ host, method, url }) => {
    if (host?.toLowerCase() === own.host || url === '/health') return { do: 'serve' };
    const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
    const alias = asked && loopbackHosts.has(asked.hostname) && loopbackHosts.has(own.hostname);
    if (alias && asked.port === own.port && (method === 'GET' || method === 'HEAD') && url.startsWith('/'))
      return { do: 'redirect', to: origin + url };
    return { do: 'refuse' };
  };
}
