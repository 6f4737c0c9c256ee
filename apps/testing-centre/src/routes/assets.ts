import type { Hono } from 'hono';
import type { Kit } from '../http/kit.ts';

/** The style sheet, the script and the icon, under paths that change with their content, so that they are fetched once. */
export function assetRoutes(app: Hono, kit: Kit): void {
  for (const { path, mediaType, body } of Object.values(kit.site.assets)) {
    app.get(path, (c) => {
      c.header('content-type', mediaType);
      c.header('cache-control', 'public, max-age=31536000, immutable');
      return c.body(body);
    });
  }
}
