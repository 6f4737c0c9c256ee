import { createHash } from 'node:crypto';
import type { Hono as HonoApp } from 'hono';
import { Hono } from 'hono';
import type { HostEnv } from './front.ts';
import type { StaticSite } from './static-site.ts';

export interface AppOptions {
  /** Sign-in pages of the built-in issuer; undefined where another issuer is set. */
  signInPages: HonoApp<HostEnv> | undefined;
  testingCentre: HonoApp;
  adminSite: StaticSite | undefined;
  adminConfig: { issuer: string; clientId: string; scope: string; resource?: string };
  health(): { ready: boolean; reasons: string[] };
}

const signOutScript = "document.querySelector('button[name=logout]')?.click();\n";
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
/** Confirms a sign-out by itself where scripts run. */
export const signOutScriptPath = `/host-assets/sign-out.${hash(signOutScript)}.js`;

/** Everything that the process serves beside the API and the issuer's protocol endpoints. */
export function createApp(options: AppOptions): Hono<HostEnv> {
  const { adminSite, adminConfig } = options;
  const app = new Hono<HostEnv>();

  app.get('/health', (c) => {
    const { ready, reasons } = options.health();
    c.header('Cache-Control', 'no-store');
    return c.json({ live: true, ready, reasons }, ready ? 200 : 503);
  });
  app.get(signOutScriptPath, (c) => {
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    return c.body(signOutScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
  if (options.signInPages) app.route('/oidc/interaction', options.signInPages);

  app.get('/admin', (c) => c.redirect('/admin/', 308));
  app.get('/admin/config.json', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json(adminConfig);
  });
  app.get('/admin/*', async (c) => {
    const path = c.req.path.slice('/admin/'.length);
    const accepts = { encoding: c.req.header('accept-encoding'), etag: c.req.header('if-none-match') };
    const response =
      adminSite?.file(path, accepts) ?? (isPage(path) ? adminSite?.file('index.html', accepts) : undefined);
    if (!response) return c.notFound();
    const found = await response;
    found.headers.set('Content-Security-Policy', adminPolicy(adminConfig.issuer));
    return found;
  });

  const { testingCentre } = options;
  app.route('/', testingCentre as unknown as Hono<HostEnv>);
  // What is mounted answers for its own addresses alone. Its page for all others is asked for here; files need none.
  app.notFound((c) =>
    ['GET', 'HEAD'].includes(c.req.method) && isPage(c.req.path)
      ? testingCentre.fetch(c.req.raw, c.env)
      : c.text('404 Not Found', 404),
  );
  return app;
}

/** Addresses of the site itself have no extension; what has one is a file, there or not. */
const isPage = (path: string): boolean => !/\.[a-z0-9]{1,11}$/iu.test(path);

/** The Admin site: its own files, the API, and the issuer in a hidden frame to renew a sign-in. */
function adminPolicy(issuer: string): string {
  const elsewhere = issuer.startsWith('/') ? '' : ` ${new URL(issuer).origin}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    // The component libraries set styles through the object model, which needs no exception here.
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${elsewhere}`,
    `frame-src 'self'${elsewhere}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
