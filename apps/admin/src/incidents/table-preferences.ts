import { useState } from 'react';

export interface TablePreferences {
  pageSize: number;
  wrapLines: boolean;
  stripedRows: boolean;
  /** Columns shown, in order. */
  visible: readonly string[];
}

const key = 'resit-admin-incidents-table';
export const pageSizes = [25, 50, 100] as const;

/** Reads stored preferences; each part that does not fit takes its default. */
export function parsePreferences(text: string | null, defaults: TablePreferences): TablePreferences {
  let value: Partial<Record<keyof TablePreferences, unknown>> = {};
  try {
    value = { ...(JSON.parse(text ?? '{}') as object) };
  } catch {
    return defaults;
  }
  const visible = Array.isArray(value.visible) ? value.visible.filter((id) => typeof id === 'string') : [];
  return {
    pageSize: pageSizes.find((size) => size === value.pageSize) ?? defaults.pageSize,
    wrapLines: typeof value.wrapLines === 'boolean' ? value.wrapLines : defaults.wrapLines,
    stripedRows: typeof value.stripedRows === 'boolean' ? value.stripedRows : defaults.stripedRows,
    visible: visible.length > 0 ? visible : defaults.visible,
  };
}

/** Columns in the order chosen, those shown first, then the others. */
export const displayOf = (
  columns: readonly string[],
  visible: readonly string[],
): { id: string; visible: boolean }[] => [
  ...visible.filter((id) => columns.includes(id)).map((id) => ({ id, visible: true })),
  ...columns.filter((id) => !visible.includes(id)).map((id) => ({ id, visible: false })),
];

export function useTablePreferences(defaults: TablePreferences): [TablePreferences, (next: TablePreferences) => void] {
  const [preferences, setPreferences] = useState(() => parsePreferences(localStorage.getItem(key), defaults));
  return [
    preferences,
    (next) => {
      localStorage.setItem(key, JSON.stringify(next));
      setPreferences(next);
    },
  ];
}
