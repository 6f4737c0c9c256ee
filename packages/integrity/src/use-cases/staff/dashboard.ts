import type { Caller } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import type { Exam } from '../../exam/exam.ts';
import { type Incident, type IncidentStatus, incidentStatuses } from '../../incident/incident.ts';
import { isEnded } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import { allItems } from '../../ports/pages.ts';
import { type ListedIncident, listIncidents } from './list-incidents.ts';

const DAY_MS = 86_400_000;
/** Rates and medians are of incidents and exams of the last year. */
const PERIOD_DAYS = 365;
const WEEK_DAYS = 7;
const LISTED_MAX = 20;

export interface Dashboard {
  /** Of every status that is no end, how many incidents there are. */
  openByStatus: readonly { status: IncidentStatus; count: number }[];
  stopped: number;
  notNotified: number;
  /** Open exams whose invitation the office holds back, with the import that they came with. */
  mailHeld: number;
  openRequests: number;
  dueThisWeek: readonly ListedIncident[];
  waitingDecisions: readonly ListedIncident[];
  passRateByAttempt: readonly { attempt: number; sat: number; passed: number }[];
  /** From report to resolution; undefined while nothing has been resolved. */
  medianDaysToResolve?: number;
  byFaculty: readonly { faculty: string; incidents: number; open: number }[];
  since: string;
}

/** What the office looks at first. @throws NotAllowed */
export async function dashboard(deps: Deps, { caller }: { caller: Caller }): Promise<Dashboard> {
  assertMay(caller, 'getDashboard');
  const { repository } = deps;
  const nowMs = deps.workflowClock.nowMs();
  const iso = (ms: number): string => new Date(ms).toISOString();
  const since = iso(nowMs - PERIOD_DAYS * DAY_MS);
  const list = (filter: Parameters<typeof listIncidents>[1]['filter'], sort: 'deadline' | 'reportedAt') =>
    listIncidents(deps, { caller, filter, sort, limit: LISTED_MAX });
  const open = incidentStatuses.filter((status) => !isEnded(status));
  const [counts, stopped, notNotified, mailHeld, openRequests, due, waiting, incidents, exams] = await Promise.all([
    Promise.all(open.map((status) => repository.countIn('incident', 'byStatus', status))),
    repository.countIn('incident', 'stopped', 'stopped'),
    repository.countIn('exam', 'notNotified', 'not-notified'),
    repository.countIn('exam', 'mailHeld', 'mail-held'),
    repository.countIn('request', 'open', 'open'),
    list({ dueFrom: iso(nowMs), dueBefore: iso(nowMs + WEEK_DAYS * DAY_MS) }, 'deadline'),
    list({ statuses: ['awaiting-decision'] }, 'reportedAt'),
    allItems(deps.repository, 'incident', 'all', { partition: 'all', from: since }),
    allItems(deps.repository, 'exam', 'submitted', { partition: 'submitted', from: since }),
  ]);
  const median = medianOf(incidents.flatMap(daysToResolve));
  return {
    openByStatus: open.map((status, at) => ({ status, count: counts[at] ?? 0 })),
    stopped,
    notNotified,
    mailHeld,
    openRequests,
    dueThisWeek: due.items,
    waitingDecisions: waiting.items,
    passRateByAttempt: passRates(exams),
    ...(median === undefined ? {} : { medianDaysToResolve: median }),
    byFaculty: faculties(incidents),
    since,
  };
}

function passRates(exams: readonly Exam[]): Dashboard['passRateByAttempt'] {
  const byAttempt = new Map<number, { sat: number; passed: number }>();
  for (const exam of exams) {
    if (exam.status !== 'submitted') continue;
    const rate = byAttempt.get(exam.attempt) ?? { sat: 0, passed: 0 };
    byAttempt.set(exam.attempt, {
      sat: rate.sat + 1,
      passed: rate.passed + (exam.marking.result === 'Pass' ? 1 : 0),
    });
  }
  return [...byAttempt].sort(([a], [b]) => a - b).map(([attempt, rate]) => ({ attempt, ...rate }));
}

const daysToResolve = (incident: Incident): number[] =>
  incident.status === 'resolved' ? [(Date.parse(incident.resolvedAt) - Date.parse(incident.reportedAt)) / DAY_MS] : [];

/** The middle value, or the mean of the two in the middle, to a tenth. */
function medianOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return Math.round((middle.reduce((sum, value) => sum + value, 0) / middle.length) * 10) / 10;
}

/** Most incidents first. Those of students without a known faculty stand under an empty name. */
function faculties(incidents: readonly Incident[]): Dashboard['byFaculty'] {
  const byFaculty = new Map<string, { incidents: number; open: number }>();
  for (const { student, status } of incidents) {
    const faculty = student.faculty ?? '';
    const counts = byFaculty.get(faculty) ?? { incidents: 0, open: 0 };
    byFaculty.set(faculty, {
      incidents: counts.incidents + 1,
      open: counts.open + (isEnded(status) ? 0 : 1),
    });
  }
  return [...byFaculty]
    .map(([faculty, counts]) => ({ faculty, ...counts }))
    .sort((a, b) => b.incidents - a.incidents || (a.faculty < b.faculty ? -1 : 1));
}
