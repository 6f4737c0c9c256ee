import type { Countdown } from './countdown.ts';
import type { DeviceStore, KeptForm } from './device.ts';
import { sendKept, showAway, showSignedOut } from './offline.ts';
import { fieldsOf, type Sent, send } from './send.ts';

const TYPING_PAUSE_MS = 900;
const TRY_AGAIN_MS = 10_000;

/**
 * Saves a question's answer as it is given: choices at once, typing after a pause. One request at a time, so that the
 * last word is the last to arrive. What cannot be sent is kept on the device and tried again.
 */
export function startAutosave(form: HTMLFormElement, kept: DeviceStore, countdown: Countdown): void {
  const page = form.ownerDocument;
  const url = form.action;
  const path = new URL(url, location.href).pathname;
  const status = form.querySelector<HTMLElement>('[data-saved]');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queue: Promise<Sent | undefined> = Promise.resolve(undefined);
  let leaving = false;

  const say = (words: string): void => {
    if (status && status.textContent !== words) status.textContent = words;
  };
  const current = (): KeptForm => ({ url: path, fields: fieldsOf(form) });
  let lastSaved = JSON.stringify(current().fields);

  const restored = kept.find(path);
  if (restored) fill(form, restored.fields);

  const saveNow = (extra: [string, string][] = []): Promise<Sent | undefined> => {
    clearTimeout(timer);
    timer = undefined;
    queue = queue.then(async () => {
      const answer = current();
      const text = JSON.stringify(answer.fields);
      if (extra.length === 0 && text === lastSaved) return undefined;
      const sent = await send({ ...answer, fields: [...answer.fields, ...extra] });
      settle(sent, answer, text);
      return sent;
    });
    return queue;
  };

  const settle = (sent: Sent, answer: KeptForm, text: string): void => {
    switch (sent.kind) {
      case 'saved':
        lastSaved = text;
        kept.drop(path);
        showAway(page, false);
        if (sent.saved !== '') say(sent.saved);
        if (sent.endsInMs !== undefined) countdown.resync(sent.endsInMs);
        return;
      case 'away':
        kept.keep(answer);
        showAway(page, true);
        say('Not sent yet. Kept on this device.');
        timer ??= setTimeout(() => void saveNow(), TRY_AGAIN_MS);
        return;
      case 'signed-out':
        kept.keep(answer);
        say('Not sent yet. Kept on this device.');
        showSignedOut(page);
        return;
      case 'wrong':
        kept.drop(path);
        say(`Not saved: ${sent.message}.`);
        return;
      case 'over':
        kept.drop(path);
        location.assign(sent.next);
        return;
    }
  };

  form.addEventListener('change', () => void saveNow());
  form.addEventListener('input', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== 'text') return;
    clearTimeout(timer);
    timer = setTimeout(() => void saveNow(), TYPING_PAUSE_MS);
  });
  countdown.onNearEnd(() => void saveNow());
  page.addEventListener('resit:sent', () => {
    lastSaved = JSON.stringify(current().fields);
    say('Saved');
  });

  form.addEventListener('submit', (event) => {
    if (leaving) return;
    event.preventDefault();
    const button = event.submitter instanceof HTMLButtonElement ? event.submitter : undefined;
    const extra: [string, string][] = button?.name ? [[button.name, button.value]] : [];
    void saveNow(extra).then((sent) => {
      if (sent?.kind === 'saved') location.assign(sent.next);
      // The server says what is wrong, or keeps the answer while a code is entered: it has the pages for that.
      else if (sent?.kind === 'wrong' || sent?.kind === 'signed-out') {
        leaving = true;
        form.requestSubmit(button);
      }
    });
  });

  if (restored) void saveNow();
  else void sendKept(kept, page);
}

/** Puts kept fields back into their form. */
function fill(form: HTMLFormElement, fields: readonly [string, string][]): void {
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && (element.type === 'radio' || element.type === 'checkbox'))
      element.checked = fields.some(([name, value]) => name === element.name && value === element.value);
    else if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement)
      element.value = fields.find(([name]) => name === element.name)?.[1] ?? element.value;
  }
}
