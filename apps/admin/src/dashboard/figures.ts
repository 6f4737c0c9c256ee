import type { Schemas } from '../api/context.tsx';
import { hasEnded, incidentStatuses } from '../format/status-words.ts';

type Dashboard = Pick<
  Schemas['DashboardView'],
  'openByStatus' | 'stopped' | 'notNotified' | 'mailHeld' | 'openRequests' | 'passRateByAttempt'
>;

export interface Attention {
  label: string;
  count: number;
  /** Query of the list that shows them. */
  search: string;
}

/** What waits for the office, each with the list behind it. */
export function attentionOf(data: Dashboard): Attention[] {
  const countOf = (status: string): number => data.openByStatus.find((one) => one.status === status)?.count ?? 0;
  return [
    { label: 'Decisions', count: countOf('awaiting-decision'), search: 'status=awaiting-decision' },
    { label: 'Reports to confirm', count: countOf('to-be-confirmed'), search: 'status=to-be-confirmed' },
    { label: 'Requests to answer', count: data.openRequests, search: 'openRequest=true' },
    { label: 'Not notified', count: data.notNotified, search: 'notNotified=true' },
    { label: 'Workflow stopped', count: data.stopped, search: 'stopped=true' },
    // No alarm: it is said for as long as an import can be undone, so that nobody wonders where its mail is.
    ...(data.mailHeld > 0
      ? [{ label: 'Mail held with an import', count: data.mailHeld, search: 'mailHeld=true' }]
      : []),
  ];
}

/** Shares of the chart of open incidents; states with none, and ended ones, are left out. */
export const openShares = (data: Dashboard): { title: string; value: number; status: string }[] =>
  data.openByStatus
    .filter(({ status, count }) => count > 0 && !hasEnded(status))
    .map(({ status, count }) => ({ title: `${incidentStatuses[status].text}: ${count}`, value: count, status }));

/** Pass rates in whole percent, attempts nobody sat left out. */
export const passRates = (data: Dashboard): { x: string; y: number; sat: number; passed: number }[] =>
  data.passRateByAttempt
    .filter(({ sat }) => sat > 0)
    .sort((a, b) => a.attempt - b.attempt)
    .map(({ attempt, sat, passed }) => ({ x: String(attempt), y: Math.round((100 * passed) / sat), sat, passed }));
