import { startAutosave } from './autosave.ts';
import { startCountdown } from './countdown.ts';
import { keptOnDevice } from './device.ts';
import { guardDoubleSubmit } from './double-submit.ts';
import { sendKept, watchNetwork } from './offline.ts';

// Everything here is on top of pages that work without it.

document.querySelector<HTMLElement>('[data-focus]')?.focus();
guardDoubleSubmit(document);

const kept = keptOnDevice(() => window.localStorage);
const countdown = startCountdown(document);
const form = document.querySelector<HTMLFormElement>('form[data-autosave]');
if (form) startAutosave(form, kept, countdown);
else void sendKept(kept, document).then((sent) => sent && location.reload());
watchNetwork(document, kept);

const print = document.querySelector('[data-print]');
if (print) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.textContent = 'Print or save as PDF';
  button.addEventListener('click', () => window.print());
  print.append(button);
}
