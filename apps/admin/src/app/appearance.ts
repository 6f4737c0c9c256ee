import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';

export type ColourMode = 'system' | 'light' | 'dark';
export interface Appearance {
  mode: ColourMode;
  density: 'comfortable' | 'compact';
}

const storageKey = 'resit-admin-appearance';
const initial: Appearance = { mode: 'system', density: 'comfortable' };
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** A choice that was stored by this browser; anything else that lies there is ignored. */
function stored(): Appearance {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof value !== 'object' || value === null) return initial;
    const { mode, density } = value as Partial<Record<keyof Appearance, unknown>>;
    return {
      mode: mode === 'light' || mode === 'dark' ? mode : 'system',
      density: density === 'compact' ? 'compact' : 'comfortable',
    };
  } catch {
    return initial;
  }
}

let current = stored();

const isDark = (): boolean => current.mode === 'dark' || (current.mode === 'system' && systemDark.matches);

function apply(): void {
  applyMode(isDark() ? Mode.Dark : Mode.Light);
  applyDensity(current.density === 'compact' ? Density.Compact : Density.Comfortable);
  document.documentElement.style.colorScheme = isDark() ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

/** Applies the stored choice before the first render, and follows the system's colour mode from then on. */
export function startAppearance(): void {
  systemDark.addEventListener('change', apply);
  apply();
}

export function setAppearance(change: Partial<Appearance>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // A browser that stores nothing keeps the choice until the page is closed.
  }
  apply();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, () => current);
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
