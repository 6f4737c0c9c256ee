import { officeChains } from '@resit/integrity/audit/audit';
import type { Exam } from '@resit/integrity/exam/exam';
import { allItems } from '@resit/integrity/ports/pages';
import { TIME_ZONE } from './place.ts';
import type { Played } from './play.ts';
import type { World } from './world.ts';

/** Everything that is kept of one case, made comparable: ids and instants are replaced, and nothing else. */
export type Records = Readonly<Record<string, unknown>>;

const dateOf = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z/gu;

/** An instant becomes its day; a deadline, which falls on the day's last millisecond, stays as it is. */
const withoutInstants = (text: string): string =>
  text.replace(INSTANT, (instant) =>
    instant.endsWith(':59:59.999Z') ? instant : `on ${dateOf.format(Date.parse(instant))}`,
  );

/** Which trace something belongs to is an id of its own, and not there where nobody traces. */
const withoutTraces = (name: string, value: unknown): unknown => (name === 'traceHeader' ? undefined : value);

/** Topics of questions, by which exams are compared: which question of a topic was drawn is chance. */
export async function topicsOf(world: World): Promise<ReadonlyMap<string, string>> {
  const questions = await allItems(world.repository, 'question', 'newest', { partition: 'all' });
  return new Map(questions.map(({ question }) => [question.id, question.topic]));
}

/** What became of a case on a world. */
export async function recordsOf(
  world: World,
  { incidentId, said }: Played,
  topics: ReadonlyMap<string, string>,
): Promise<Records> {
  const { repository } = world;
  const incident = await repository.get('incident', incidentId);
  const exams = await allItems(repository, 'exam', 'byIncident', { partition: incidentId });
  const ids = exams.map(({ id }) => id);
  const [sheets, mails, requests, notes, trail, certificates] = await Promise.all([
    repository.getMany('answerSheet', ids),
    allItems(repository, 'mail', 'byIncident', { partition: incidentId }),
    allItems(repository, 'request', 'byIncident', { partition: incidentId }),
    allItems(repository, 'note', 'byIncident', { partition: incidentId }),
    repository.auditTrail(incidentId),
    Promise.all(ids.map((id) => allItems(repository, 'certificate', 'byExam', { partition: id }))),
  ]);
  const audit = await Promise.all(
    trail.map(async ({ sealed, hash: _hash, previousHash: _before, ...entry }) => ({
      ...entry,
      ...(sealed === undefined
        ? {}
        : { personal: await repository.unseal({ ...entry, sealed, hash: _hash, previousHash: _before }) }),
    })),
  );
  const runs = new Set([incidentId, incident?.run.executionName ?? incidentId]);
  const executions = await Promise.all([...runs].map((name) => world.execution(name)));

  const labels: [string, string][] = [
    [incidentId, '#incident'],
    [incident?.reference ?? incidentId, '#reference'],
    ...ids.map((id, index): [string, string] => [id, `#exam-${index + 1}`]),
    ...requests.map(({ id }, index): [string, string] => [id, `#request-${index + 1}`]),
    ...mails.map(({ id }): [string, string] => [id, '#mail']),
    ...notes.map(({ id }): [string, string] => [id, '#note']),
    ...certificates.flat().map(({ id }): [string, string] => [id, '#certificate']),
  ];
  const clean = (value: unknown): unknown => {
    let text = withoutInstants(JSON.stringify(value ?? null, withoutTraces));
    for (const [id, label] of labels) text = text.replaceAll(id, label);
    text = text
      .replace(/arn:aws:states:[^"]*:execution:[^"]*/gu, '#execution')
      .replace(/"taskToken":"[^"]*"/gu, '"taskToken":"#token"')
      .replace(/"messageId":"[^"]*"/gu, '"messageId":"#message-id"');
    return JSON.parse(text) as unknown;
  };
  const sorted = (values: readonly unknown[]): unknown[] =>
    values.map(clean).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const byTopic = (positions: readonly string[], exam: Exam | undefined): string[] =>
    positions.map((position) => topics.get(exam?.drawn[Number(position)]?.questionId ?? '') ?? '?').sort();

  return {
    said: clean(said),
    incident: clean(incident),
    exams: exams.map((exam) => clean(comparableExam(exam, topics))),
    answers: sheets.map((sheet, index) =>
      clean(
        sheet && {
          ...sheet,
          answers: byTopic(Object.keys(sheet.answers), exams[index]),
          earlier: byTopic(
            sheet.earlier.map(({ position }) => String(position)),
            exams[index],
          ),
        },
      ),
    ),
    // Where several drains run, each mail is claimed by one more write.
    mails: sorted(mails.map(({ version: _version, ...mail }) => mail)),
    requests: requests.map(clean),
    notes: notes.map(clean),
    certificates: certificates.flat().map(clean),
    audit: audit.map(clean),
    executions: executions.map(clean),
  };
}

function comparableExam(exam: Exam, topics: ReadonlyMap<string, string>): object {
  const topicOf = (questionId: string): string => topics.get(questionId) ?? '?';
  const drawn = exam.drawn.map(({ questionId, version }) => `${topicOf(questionId)} ${version}`).sort();
  if (exam.status !== 'submitted') return { ...exam, drawn };
  const byQuestion = exam.marking.byQuestion
    .map((mark, position) => `${topicOf(exam.drawn[position]?.questionId ?? '')} ${JSON.stringify(mark)}`)
    .sort();
  return { ...exam, drawn, marking: { ...exam.marking, byQuestion } };
}

/** What belongs to no case: the office's own records. */
export async function officeRecords(world: World): Promise<Records> {
  const { repository } = world;
  const clean = (value: unknown): unknown => JSON.parse(withoutInstants(JSON.stringify(value)));
  const [policies, officers, questions, chains] = await Promise.all([
    allItems(repository, 'policy', 'all', { partition: 'all' }),
    allItems(repository, 'seenOfficer', 'all', { partition: 'all' }),
    allItems(repository, 'question', 'newest', { partition: 'all' }),
    Promise.all(
      officeChains.map(async (chain) =>
        (await repository.auditTrail(chain)).map(({ action, actor, facts }) => ({ action, actor, facts })),
      ),
    ),
  ]);
  const counts = await Promise.all(
    (['incident', 'mail'] as const).map(async (kind) => [kind, await repository.countIn(kind, 'all', 'all')]),
  );
  const due = [
    await repository.countIn('callback', 'due', 'due'),
    await repository.countIn('exam', 'openByDeadline', 'open'),
  ];
  return {
    policies: clean(policies),
    officers: clean(officers.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1))),
    questions: questions.map(({ id }) => id).sort(),
    chains: clean(chains),
    counts,
    due,
  };
}

export interface Difference {
  at: string;
  embedded: unknown;
  aws: unknown;
}

/** Every place at which two values differ. */
export function differences(embedded: unknown, aws: unknown, at = ''): Difference[] {
  if (JSON.stringify(embedded) === JSON.stringify(aws)) return [];
  if (isBranch(embedded) && isBranch(aws) && Array.isArray(embedded) === Array.isArray(aws)) {
    const names = new Set([...Object.keys(embedded), ...Object.keys(aws)]);
    return [...names].flatMap((name) => differences(embedded[name], aws[name], `${at}/${name}`));
  }
  return [{ at, embedded, aws }];
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
