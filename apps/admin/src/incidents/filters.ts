import type { OperationId, Schemas } from '../api/context.tsx';
import { isDate, startOfDay } from '../format/zone.ts';

type Status = Schemas['IncidentListItem']['status'];
export const filterStatuses = [
  'to-be-confirmed',
  'to-be-scheduled',
  'exam-open',
  'awaiting-decision',
  'resolved',
  'closed',
  'withdrawn',
] as const satisfies readonly Status[];

export const attentionFlags = ['stopped', 'notNotified', 'mailHeld', 'openRequest'] as const;
export type AttentionFlag = (typeof attentionFlags)[number];
const texts = ['reporter', 'student', 'unit', 'faculty'] as const;
const dates = ['dueFrom', 'dueBefore'] as const;

export const sorts = ['-reportedAt', 'reportedAt', '-changedAt', 'deadline'] as const;
export type Sort = (typeof sorts)[number];

/** What the list of incidents is narrowed to. Dates are calendar dates of the institution. */
export interface IncidentFilters {
  status: readonly (typeof filterStatuses)[number][];
  attention: readonly AttentionFlag[];
  reporter?: string;
  student?: string;
  unit?: string;
  faculty?: string;
  dueFrom?: string;
  dueBefore?: string;
  q?: string;
  sort: Sort;
}

export const noFilters: IncidentFilters = { status: [], attention: [], sort: '-reportedAt' };

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T =>
  (values as readonly string[]).includes(value);

/** Reads the address. What it does not know, or what is no date, is left out: an old bookmark still shows a list. */
export function filtersFromSearch(search: URLSearchParams): IncidentFilters {
  const sort = search.get('sort') ?? '';
  const filters: IncidentFilters = {
    status: (search.get('status') ?? '').split(',').filter((status) => isOneOf(filterStatuses, status)),
    attention: attentionFlags.filter((flag) => search.get(flag) === 'true'),
    sort: isOneOf(sorts, sort) ? sort : noFilters.sort,
  };
  for (const name of texts) {
    const value = search.get(name)?.trim();
    if (value) filters[name] = value;
  }
  for (const name of dates) {
    const value = search.get(name) ?? '';
    if (isDate(value)) filters[name] = value;
  }
  const q = search.get('q')?.trim();
  if (q) filters.q = q;
  return filters;
}

/** Writes the address; what is at its default is left out, so that equal filters have equal addresses. */
export function searchFromFilters(filters: IncidentFilters): URLSearchParams {
  const search = new URLSearchParams();
  if (filters.status.length > 0) search.set('status', filters.status.join(','));
  for (const flag of attentionFlags) if (filters.attention.includes(flag)) search.set(flag, 'true');
  for (const name of [...texts, ...dates, 'q'] as const) {
    const value = filters[name];
    if (value) search.set(name, value);
  }
  if (filters.sort !== noFilters.sort) search.set('sort', filters.sort);
  return search;
}

/** One token of Cloudscape's property filter. */
export interface FilterToken {
  propertyKey?: string;
  operator: string;
  value?: unknown;
}
interface FilterQuery {
  tokens: readonly FilterToken[];
  operation: 'and' | 'or';
}

export function queryFromFilters(filters: IncidentFilters): FilterQuery {
  const tokens: FilterToken[] = [];
  if (filters.status.length > 0) tokens.push({ propertyKey: 'status', operator: '=', value: [...filters.status] });
  for (const flag of filters.attention) tokens.push({ propertyKey: 'attention', operator: '=', value: flag });
  for (const name of texts) if (filters[name]) tokens.push({ propertyKey: name, operator: '=', value: filters[name] });
  if (filters.dueFrom) tokens.push({ propertyKey: 'due', operator: '>=', value: filters.dueFrom });
  if (filters.dueBefore) tokens.push({ propertyKey: 'due', operator: '<', value: filters.dueBefore });
  if (filters.q) tokens.push({ operator: ':', value: filters.q });
  return { tokens, operation: 'and' };
}

const words = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((part) => typeof part === 'string');

/** Takes a property's last token where only one can be, and joins free texts to one. The sort stays. */
export function filtersFromQuery(query: FilterQuery, sort: Sort): IncidentFilters {
  const filters: IncidentFilters = { status: [], attention: [], sort };
  const attention = new Set<AttentionFlag>();
  const free: string[] = [];
  for (const { propertyKey, operator, value } of query.tokens) {
    const [first = ''] = words(value);
    if (propertyKey === undefined) free.push(first);
    else if (propertyKey === 'status') {
      const chosen = words(value).filter((status) => isOneOf(filterStatuses, status));
      filters.status = [...new Set([...filters.status, ...chosen])];
    } else if (propertyKey === 'attention') {
      for (const flag of words(value)) if (isOneOf(attentionFlags, flag)) attention.add(flag);
    } else if (propertyKey === 'due') {
      if (isDate(first)) filters[operator === '<' ? 'dueBefore' : 'dueFrom'] = first;
    } else if (isOneOf(texts, propertyKey) && first) filters[propertyKey] = first;
  }
  filters.attention = attentionFlags.filter((flag) => attention.has(flag));
  const q = free.join(' ').trim();
  if (q) filters.q = q;
  return filters;
}

/** Parameters of the request: days become the instants at which they begin for the institution. */
export function requestOf(filters: IncidentFilters, zone: string) {
  const { status, attention, dueFrom, dueBefore, ...rest } = filters;
  return {
    ...rest,
    ...(status.length > 0 ? { status: status.join(',') } : {}),
    ...Object.fromEntries(attention.map((flag) => [flag, true])),
    ...(dueFrom ? { dueFrom: startOfDay(dueFrom, zone) } : {}),
    ...(dueBefore ? { dueBefore: startOfDay(dueBefore, zone) } : {}),
  };
}

/** Whether anything is left out of the list. */
export const isNarrowed = (filters: IncidentFilters): boolean => queryFromFilters(filters).tokens.length > 0;

/** The operation that only callers have who see attempts, requests and notification of every incident. */
export const seesEverything: OperationId = 'decideIncident';
