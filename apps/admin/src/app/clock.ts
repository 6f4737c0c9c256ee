import { useEffect, useState } from 'react';
import { useSite } from '../api/context.tsx';

/** Time of the process at a moment of this browser: the server's answer, gone on at the process's speed. */
export const processTimeMs = (
  settings: { workflowNow: string; clockSpeed: number },
  settingsReadMs: number,
  browserMs: number,
): number => Date.parse(settings.workflowNow) + (browserMs - settingsReadMs) * settings.clockSpeed;

/** The present on the clock that deadlines live on, and on the clock on the wall; renewed every `everyMs`. */
export function useNow(clock: 'process' | 'wall', everyMs = 15_000): number {
  const { settings, settingsReadMs } = useSite();
  const [browserMs, setBrowserMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setBrowserMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  if (clock === 'process') return processTimeMs(settings, settingsReadMs, browserMs);
  return Date.parse(settings.now) + (browserMs - settingsReadMs);
}
