import { useEffect, useState } from 'react';
import { useSite } from '../api/context.tsx';

/** Time of the process at a moment of this browser: the server's answer, gone on at the process's speed. */
export const processTimeMs = (
  settings: { workflowNow: string; clockSpeed: number },
  settingsReadMs: number,
  browserMs: number,
): number => Date.parse(settings.workflowNow) + (browserMs - settingsReadMs) * settings.clockSpeed;

/**
 * The present on the clock that deadlines live on, or on the clock on the wall: that of each rendering, and one comes every
 * `everyMs` at least. An older present would show what has just happened as still to come.
 */
export function useNow(clock: 'process' | 'wall', everyMs = 15_000): number {
  const { settings, settingsReadMs } = useSite();
  const [, renderAgain] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => renderAgain((times) => times + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  const browserMs = Date.now();
  if (clock === 'process') return processTimeMs(settings, settingsReadMs, browserMs);
  return Date.parse(settings.now) + (browserMs - settingsReadMs);
}
