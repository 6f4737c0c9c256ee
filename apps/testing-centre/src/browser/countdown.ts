import { countdownWords, isNear, warningBetween } from './countdown-words.ts';

export interface Countdown {
  /** The server says how much time there is. */
  resync(endsInMs: number): void;
  /** Called a little before the end, so that the last answer can still be sent. */
  onNearEnd(callback: () => void): void;
}

const LAST_CALL_MS = 3_000;
const HIDDEN_KEY = 'resit-time-hidden';

/** Counts the time line down. It is quiet until the last five minutes and may be hidden until the last one. */
export function startCountdown(page: Document): Countdown {
  const line = page.querySelector<HTMLElement>('[data-time]');
  const words = line?.querySelector<HTMLElement>('[data-time-words]');
  const listeners: (() => void)[] = [];
  const countdown = {
    resync: (_endsInMs: number) => {},
    onNearEnd: (callback: () => void) => listeners.push(callback),
  };
  if (!line || !words) return countdown;

  let endMs = performance.now() + Number(line.dataset.endsInMs);
  let beforeMs = Number.POSITIVE_INFINITY;
  let hidden = recall() === 'yes';
  const announcer = page.createElement('p');
  announcer.className = 'hidden';
  announcer.setAttribute('role', 'alert');
  const toggle = page.createElement('button');
  toggle.type = 'button';
  toggle.className = 'plain';
  toggle.addEventListener('click', () => {
    hidden = !hidden;
    remember(hidden ? 'yes' : 'no');
    show(endMs - performance.now());
  });
  line.append(toggle, announcer);

  const show = (leftMs: number): void => {
    const shown = !hidden || leftMs <= 60_000;
    words.hidden = !shown;
    words.textContent = countdownWords(leftMs);
    toggle.textContent = shown ? 'Hide the time' : 'Show the time';
    toggle.hidden = leftMs <= 60_000;
    line.classList.toggle('near', isNear(leftMs) && shown);
  };
  const tick = (): void => {
    const leftMs = endMs - performance.now();
    show(leftMs);
    const warning = warningBetween(beforeMs, leftMs);
    if (warning !== undefined) announcer.textContent = warning;
    if (beforeMs > LAST_CALL_MS && leftMs <= LAST_CALL_MS) for (const listener of listeners) listener();
    beforeMs = leftMs;
    // A second's grace: the server's clock decides, and looking at the result closes what is over.
    if (leftMs <= -1_000) location.assign(location.pathname.replace(/\/(question|review)(\/.*)?$/, '/result'));
    else setTimeout(tick, Math.min(1_000, Math.max(250, leftMs % 1_000)));
  };
  tick();
  return {
    ...countdown,
    resync: (endsInMs) => {
      endMs = performance.now() + endsInMs;
    },
  };
}

/** Whether the time is hidden lasts as long as the tab; without storage, as long as the page. */
function recall(): string | null {
  try {
    return sessionStorage.getItem(HIDDEN_KEY);
  } catch {
    return null;
  }
}
function remember(value: string): void {
  try {
    sessionStorage.setItem(HIDDEN_KEY, value);
  } catch {
    // Nothing depends on it.
  }
}
