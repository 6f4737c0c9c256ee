import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where to keep a picture of each step, for people to look at; none by default. */
const folder = process.env.RESIT_SCREENSHOTS || undefined;

/** Keeps a picture of a page as it is now, if pictures were asked for; the whole of it on a phone, or if `whole`. */
export async function picture(page: Page, name: string, { whole = false } = {}): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  const size = page.viewportSize();
  // Dialogs and flashes slide in.
  await page.waitForTimeout(400);
  if (!size || size.width < 600) {
    await page.screenshot({ path, fullPage: true });
    return;
  }
  // The Admin site lays itself out anew for a picture of a whole page, so its window is made as high as that instead.
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  if (whole) await page.setViewportSize({ width: size.width, height });
  await page.screenshot({ path });
  if (whole) await page.setViewportSize(size);
}
