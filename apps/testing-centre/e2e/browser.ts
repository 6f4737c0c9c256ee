import { existsSync } from 'node:fs';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium that `CHROMIUM_PATH` names, one of the machine's, or the packaged one. */
export async function launchBrowser(): Promise<Browser> {
  const found = [process.env.CHROMIUM_PATH, ...installed].find((path) => path !== undefined && existsSync(path));
  return chromium.launch({ executablePath: found ?? (await packaged.executablePath()), headless: true, args: quiet });
}
