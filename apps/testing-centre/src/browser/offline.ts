import type { DeviceStore } from './device.ts';
import { send } from './send.ts';

const AWAY = 'You are offline. Your answers are kept on this device and will be sent when you are back.';
const SIGNED_OUT = 'You have been signed out. Your answers are kept on this device. ';

/** Shows that the network is away, as long as it is; said aloud once. */
export function showAway(page: Document, away: boolean): void {
  const place = page.querySelector('[data-notices]');
  if (!place) return;
  const shown = place.querySelector('[data-away]');
  if (!away) shown?.remove();
  else if (!shown) place.append(notice(page, 'away', AWAY));
}

/** Tells whoever was signed out how to come back; their answers wait on the device. */
export function showSignedOut(page: Document): void {
  const place = page.querySelector('[data-notices]');
  const path = /^\/exam\/[^/]+/.exec(location.pathname)?.[0];
  if (!place || path === undefined || place.querySelector('[data-signed-out]')) return;
  const shown = notice(page, 'signed-out', SIGNED_OUT);
  const link = page.createElement('a');
  link.href = path;
  link.textContent = 'Get a new code to go on';
  shown.firstElementChild?.append(link);
  place.append(shown);
}

function notice(page: Document, name: string, words: string): HTMLElement {
  const box = page.createElement('div');
  box.className = 'notice';
  box.setAttribute(`data-${name}`, '');
  const line = page.createElement('p');
  line.textContent = words;
  box.append(line);
  return box;
}

let sending: Promise<boolean> | undefined;

/** Sends what waits on this device; true if anything was. One at a time, in whichever order: each is a question's own. */
export function sendKept(kept: DeviceStore, page: Document): Promise<boolean> {
  sending ??= sendAll(kept, page).finally(() => {
    sending = undefined;
  });
  return sending;
}

async function sendAll(kept: DeviceStore, page: Document): Promise<boolean> {
  const exam = /^\/exam\/[^/]+\//.exec(location.pathname)?.[0];
  let any = false;
  for (const form of kept.all()) {
    if (exam === undefined || !form.url.startsWith(exam)) continue;
    const sent = await send(form);
    if (sent.kind === 'away') {
      showAway(page, true);
      return any;
    }
    if (sent.kind === 'signed-out') {
      showSignedOut(page);
      return any;
    }
    // What is too late or no answer cannot be sent later either.
    kept.drop(form.url);
    any ||= sent.kind === 'saved';
  }
  showAway(page, false);
  return any;
}

/** Follows the network's going and coming. */
export function watchNetwork(page: Document, kept: DeviceStore): void {
  if (!page.querySelector('form[data-autosave], form[data-submit]')) return;
  window.addEventListener('offline', () => showAway(page, true));
  window.addEventListener('online', () => {
    void sendKept(kept, page).then((sent) => {
      showAway(page, false);
      if (sent) page.dispatchEvent(new Event('resit:sent'));
    });
  });
  if (!navigator.onLine) showAway(page, true);
  page.querySelector('form[data-submit]')?.addEventListener('submit', (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    showAway(page, true);
    page.querySelector('[data-away]')?.scrollIntoView({ block: 'center' });
  });
}
