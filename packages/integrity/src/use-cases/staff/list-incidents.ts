import type { Caller } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import { NotAllowed } from '../../errors.ts';
import type { Exam } from '../../exam/exam.ts';
import type { Incident, IncidentStatus } from '../../incident/incident.ts';
import { type CursorPlace, decodeCursor, encodeCursor } from '../../ports/cursor.ts';
import type { Deps } from '../../ports/deps.ts';
import { indexes } from '../../ports/indexes.ts';
import type { Page } from '../../ports/repository.ts';

/** Everything given must hold. Instants are of the workflow clock. */
export interface IncidentFilter {
  statuses?: readonly IncidentStatus[];
  stopped?: boolean;
  notNotified?: boolean;
  mailHeld?: boolean;
  openRequest?: boolean;
  /** Subject of the reporter. */
  reporter?: string;
  studentNumber?: string;
  unit?: string;
  faculty?: string;
  dueFrom?: string;
  dueBefore?: string;
  /** Words in reference, student, work or finding. */
  text?: string;
}
export type IncidentSort = '-reportedAt' | 'reportedAt' | '-changedAt' | 'deadline';

export interface ListIncidentsInput {
  caller: Caller;
  filter: IncidentFilter;
  sort: IncidentSort;
  limit: number;
  cursor?: string;
}

/** An incident with its open exam, if it has one. */
export interface ListedIncident {
  incident: Incident;
  exam?: Exam;
}

/** One call looks at no more than this many items, then gives a short page and a cursor to go on from. */
const LOOKED_AT_MAX = 5000;

/**
 * A page of the incidents that the caller may see. It may be short, even empty, and still have a cursor: a filter without
 * an index of its own is a bounded search.
 * @throws NotAllowed, InvalidInput for a cursor that is none
 */
export async function listIncidents(deps: Deps, input: ListIncidentsInput): Promise<Page<ListedIncident>> {
  const own = assertMay(input.caller, 'listIncidents') === 'own';
  if (own) assertAsksOfReports(input);
  const filter = own ? { ...input.filter, reporter: input.caller.sub } : input.filter;
  const walk = own ? byReporter(deps, input.caller.sub, input.sort) : walkFor(deps, filter, input.sort);
  const found: Placed[] = [];
  let cursor = input.cursor;
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; ) {
    const page = await walk(isSearch(filter) ? CHUNK : input.limit - found.length, cursor);
    const fitting = await matching(deps, page.items, filter, own);
    found.push(...fitting);
    lookedAt += Math.max(page.items.length, 1);
    cursor = page.cursor;
    if (cursor === undefined || found.length >= input.limit) break;
  }
  const shown = found.slice(0, input.limit);
  if (found.length > shown.length) cursor = shown.at(-1)?.cursor;
  const items = await completed(deps, shown);
  return cursor === undefined ? { items } : { items, cursor };
}

/** So many items at a time are searched by what no index knows. */
const CHUNK = 500;

const isSearch = (filter: IncidentFilter): boolean => Object.keys(filter).length > 0;

/** An incident where it stands in the index that is walked; the walk by deadlines has the exam at hand. */
interface Placed extends ListedIncident {
  cursor: string;
}
type Walk = (limit: number, cursor: string | undefined) => Promise<Page<Placed>>;

/**
 * Who sees only their own reports learns by no filter or order what they are not shown of them.
 * @throws NotAllowed
 */
function assertAsksOfReports({ filter, sort }: ListIncidentsInput): void {
  if (sort === 'deadline' || filter.stopped !== undefined || asksOfExam(filter))
    throw new NotAllowed('Lists by what became of the exam are for officers. Leave that filter or order out.');
}

/**
 * One reporter's incidents. No other index is walked for them: its cursors and short pages would tell of incidents of
 * others.
 */
function byReporter(deps: Deps, reporter: string, sort: IncidentSort): Walk {
  if (sort !== '-changedAt') return alongIndex(deps, 'byReporter', reporter, sort);
  return async (limit, cursor) => {
    const incidents = await newestOf(deps, reporter);
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const isBefore = (a: CursorPlace, b: CursorPlace) => a.sort > b.sort || (a.sort === b.sort && a.id > b.id);
    const placed = incidents
      .map((incident) => ({ incident, place: { sort: incident.changedAt, id: incident.id } }))
      .filter(({ place }) => after === undefined || isBefore(after, place))
      .sort((a, b) => (isBefore(a.place, b.place) ? -1 : 1));
    const items = placed.slice(0, limit).map(({ incident, place }) => ({ incident, cursor: encodeCursor(place) }));
    const last = items.at(-1);
    return placed.length > limit && last ? { items, cursor: last.cursor } : { items };
  };
}

/** What somebody reported last: there is no index of it in the order of its changes. */
async function newestOf(deps: Deps, reporter: string): Promise<Incident[]> {
  const incidents: Incident[] = [];
  let cursor: string | undefined;
  do {
    const query = { partition: reporter, order: 'descending', limit: 1000 } as const;
    const page = await deps.repository.query(
      'incident',
      'byReporter',
      cursor === undefined ? query : { ...query, cursor },
    );
    incidents.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && incidents.length < LOOKED_AT_MAX);
  return incidents;
}

/** The index that has the order and narrows most. */
function walkFor(deps: Deps, filter: IncidentFilter, sort: IncidentSort): Walk {
  const due = filter.dueFrom !== undefined || filter.dueBefore !== undefined;
  if (sort === 'deadline' || due || filter.notNotified || filter.mailHeld) return byDeadline(deps, filter);
  const [index, partition] = incidentIndex(filter, sort);
  return alongIndex(deps, index, partition, sort);
}

function alongIndex(deps: Deps, index: keyof typeof indexes.incident, partition: string, sort: IncidentSort): Walk {
  const order = sort === 'reportedAt' ? 'ascending' : 'descending';
  return async (limit, cursor) => {
    const query = { partition, order, limit, ...(cursor === undefined ? {} : { cursor }) } as const;
    const page = await deps.repository.query('incident', index, query);
    const items = page.items.map((incident) => ({
      incident,
      cursor: encodeCursor({ sort: indexes.incident[index](incident)?.[1] ?? '', id: incident.id }),
    }));
    return { ...page, items };
  };
}

function incidentIndex(filter: IncidentFilter, sort: IncidentSort): [keyof typeof indexes.incident, string] {
  if (sort === '-changedAt') return ['byChange', 'all'];
  if (filter.studentNumber !== undefined) return ['byStudent', filter.studentNumber];
  if (filter.stopped) return ['stopped', 'stopped'];
  if (filter.reporter !== undefined) return ['byReporter', filter.reporter];
  const only = filter.statuses?.length === 1 ? filter.statuses[0] : undefined;
  return only ? ['byStatus', only] : ['all', 'all'];
}

/** Open exams in the order of their deadlines, the earliest first: what is asked by deadline comes by deadline. */
function byDeadline(deps: Deps, filter: IncidentFilter): Walk {
  const [index, partition] = examIndex(filter);
  return async (limit, cursor) => {
    const page = await deps.repository.query('exam', index, {
      partition,
      limit,
      ...(filter.dueFrom === undefined ? {} : { from: filter.dueFrom }),
      ...(filter.dueBefore === undefined ? {} : { before: filter.dueBefore }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const incidents = await deps.repository.getMany(
      'incident',
      page.items.map((exam) => exam.incidentId),
    );
    const items = page.items.flatMap((exam, at): Placed[] => {
      const incident = incidents[at];
      return incident ? [{ incident, exam, cursor: encodeCursor({ sort: exam.deadline.at, id: exam.id }) }] : [];
    });
    return { ...page, items };
  };
}

function examIndex(filter: IncidentFilter): [keyof typeof indexes.exam, string] {
  if (filter.notNotified) return ['notNotified', 'not-notified'];
  return filter.mailHeld ? ['mailHeld', 'mail-held'] : ['openByDeadline', 'open'];
}

/** Those for which the filter holds; exams are read only where the filter asks for something of theirs. */
async function matching(
  deps: Deps,
  placed: readonly Placed[],
  filter: IncidentFilter,
  own: boolean,
): Promise<Placed[]> {
  const byIncident = placed.filter(({ incident }) => incidentFits(incident, filter, own));
  if (!asksOfExam(filter)) return byIncident;
  const listed = await completed(deps, byIncident);
  return byIncident.filter((_, at) => examFits(listed[at]?.exam, filter));
}

const asksOfExam = (filter: IncidentFilter): boolean =>
  filter.notNotified !== undefined ||
  filter.mailHeld !== undefined ||
  filter.openRequest !== undefined ||
  filter.dueFrom !== undefined ||
  filter.dueBefore !== undefined;

/** With the exams that were not at hand. */
async function completed(deps: Deps, placed: readonly Placed[]): Promise<ListedIncident[]> {
  const loaded = await withExams(
    deps,
    placed.filter(({ exam }) => !exam).map(({ incident }) => incident),
  );
  const byId = new Map(loaded.map((listed) => [listed.incident.id, listed]));
  return placed.map(({ incident, exam }) => (exam ? { incident, exam } : (byId.get(incident.id) ?? { incident })));
}

/** Incidents with the exams that they have open. */
export async function withExams(deps: Deps, incidents: readonly Incident[]): Promise<ListedIncident[]> {
  const ids = incidents.map((incident) => (incident.status === 'exam-open' ? incident.currentExamId : undefined));
  const exams = await deps.repository.getMany(
    'exam',
    ids.filter((id) => id !== undefined),
  );
  const byId = new Map(exams.flatMap((exam) => (exam ? [[exam.id, exam] as const] : [])));
  return incidents.map((incident, at) => {
    const exam = byId.get(ids[at] ?? '');
    return exam ? { incident, exam } : { incident };
  });
}

/** An open exam whose student should have been reached and has not: its deadline does not count. */
export const isNotNotified = (exam: Exam | undefined): boolean =>
  exam !== undefined && indexes.exam.notNotified(exam) !== undefined;

/** Until when the office holds an open exam's invitation (real time); undefined: it does not. */
export const mailHeldUntil = (exam: Exam | undefined): string | undefined =>
  exam !== undefined && indexes.exam.mailHeld(exam) ? exam.invitation?.heldUntil : undefined;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

function incidentFits(incident: Incident, filter: IncidentFilter, own: boolean): boolean {
  const same = (a: string | undefined, b: string) => a !== undefined && folded(a) === folded(b);
  return (
    (filter.statuses === undefined || filter.statuses.includes(incident.status)) &&
    (filter.stopped === undefined || filter.stopped === (incident.run.stopped !== undefined)) &&
    (filter.reporter === undefined || filter.reporter === incident.reportedBy.sub) &&
    (filter.studentNumber === undefined || filter.studentNumber === incident.student.studentNumber) &&
    (filter.unit === undefined || same(incident.work.unit, filter.unit)) &&
    (filter.faculty === undefined || same(incident.student.faculty, filter.faculty)) &&
    (filter.text === undefined || hasText(incident, filter.text, own))
  );
}

function examFits(exam: Exam | undefined, filter: IncidentFilter): boolean {
  return (
    (filter.notNotified === undefined || filter.notNotified === isNotNotified(exam)) &&
    (filter.mailHeld === undefined || filter.mailHeld === (mailHeldUntil(exam) !== undefined)) &&
    (filter.openRequest === undefined || filter.openRequest === (exam?.openRequests ?? []).length > 0) &&
    (filter.dueFrom === undefined || (exam !== undefined && exam.deadline.at >= filter.dueFrom)) &&
    (filter.dueBefore === undefined || (exam !== undefined && exam.deadline.at < filter.dueBefore))
  );
}

/** Every word of the search stands somewhere in what people know an incident by; reporters are not shown the finding. */
function hasText(incident: Incident, text: string, own: boolean): boolean {
  const { student, work, finding, reference } = incident;
  const searched = folded(
    [reference, reference.replaceAll('-', ''), student.studentNumber, student.name, student.email, student.faculty]
      .concat([work.title, work.unit, own ? undefined : finding?.reference])
      .filter((part) => part !== undefined)
      .join('\n'),
  );
  return folded(text)
    .split(/\s+/)
    .every((word) => searched.includes(word));
}
