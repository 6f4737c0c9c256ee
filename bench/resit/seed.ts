// Fills a data folder by the product's own ways, in this process: what a benchmark of the server begins with.
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createLog } from '@resit/functions/hosting/log';
import { incidentIdOf } from '@resit/integrity/incident/incident-id';
import type { Deps } from '@resit/integrity/ports/deps';
import { questionKey } from '@resit/integrity/question-bank/question';
import { correctAnswer, toPublicAnswer } from '@resit/integrity/question-bank/question-types';
import { sessionId } from '@resit/integrity/use-cases/student/exam-code';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { startHost } from '../../apps/server/src/host/host.ts';
import { addClient } from '../../apps/server/src/issuer/clients.ts';
import { loadSettings } from '../../apps/server/src/settings/load.ts';
import { doAll, until } from '../harness/load.ts';
import { freePort } from './server.ts';

const AT_ONCE = 64;
const PATIENCE_MS = 20 * 60_000;
const SESSION_HOURS = 12;
const COOKIE_BITS = 256;

/** Opens the whole server on a folder, hands over what use cases act through, and closes it again. */
export async function withHost<T>(folder: string, use: (deps: Deps) => Promise<T>): Promise<T> {
  const environment = { PORT: String(await freePort()), RESIT_DATA: folder, RESIT_TIMEZONE: 'Australia/Sydney' };
  const { settings } = loadSettings(environment, {});
  const log = createLog('error', { write: (line) => process.stderr.write(line) });
  const host = await startHost(settings, log);
  try {
    return await use(host.deps);
  } finally {
    await host.close();
  }
}

/** A report as the form sends it, each about another student. */
export function report(number: number) {
  return {
    student: {
      studentNumber: `s${String(number).padStart(7, '0')}`,
      name: `Zoë ${number} O'Brien`,
      email: `s${number}@student.example.edu`,
      faculty: 'Faculty of Arts',
    },
    work: { title: `Essay "${number}" on the Peace of Westphalia`, unit: 'HIST1001' },
    finding: { reference: `F/2026/${number}`, foundOn: '2026-01-15' },
    description: 'Three paragraphs copied without quotation marks from two books and a web page.',
  };
}

/** Starts so many workflows and waits until every student has been written to and every exam waits to be taken. */
export async function seedIncidents(deps: Deps, count: number): Promise<{ seconds: number }> {
  const sub = 'bench';
  const startedMs = performance.now();
  await doAll(count, AT_ONCE, (number) => {
    const incidentId = incidentIdOf(sub, String(number));
    const reportedBy = { sub, name: 'Bench', roles: 'officer' };
    const input = JSON.stringify({ incidentId, reportedBy, report: report(number) });
    const { stateMachineArn } = deps;
    return deps.sfn.send(new StartExecutionCommand({ stateMachineArn, name: incidentId, input }));
  });
  await until('the exams', async () => (await openExams(deps)) === count, PATIENCE_MS);
  // Every exam is scheduled before the last student is written to.
  const { repository } = deps;
  await until('the letters', async () => (await repository.countIn('mail', 'all', 'all')) >= count, PATIENCE_MS);
  await until('the mail', async () => (await repository.countIn('mail', 'due', 'due')) === 0, PATIENCE_MS);
  return { seconds: (performance.now() - startedMs) / 1000 };
}

const openExams = ({ repository }: Deps): Promise<number> => repository.countIn('exam', 'openByDeadline', 'open');

/** A student who has begun, and all that they know. */
export interface Sitting {
  readonly cookie: string;
  /** The body of `POST /api/exam`. */
  readonly body: string;
}

/** Lets every student begin their exam, with a session, and know so many of the questions. */
export async function seedSittings(deps: Deps, known: (index: number) => number): Promise<Sitting[]> {
  const sittings: Sitting[] = [];
  const nowMs = deps.clock.nowMs();
  for (let cursor: string | undefined; ; ) {
    const page = await deps.repository.query('exam', 'openByDeadline', {
      partition: 'open',
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id } of page.items) {
      const exam = await startExam(deps, { examId: id, ownWork: true });
      const keys = exam.drawn.map(({ questionId, version }) => questionKey(questionId, version));
      const records = await deps.repository.getMany('question', keys);
      const answers = exam.drawn.slice(0, known(sittings.length)).flatMap((drawn, position) => {
        const question = records[position]?.question;
        return question ? [[String(position), toPublicAnswer(question, drawn, correctAnswer(question))] as const] : [];
      });
      const cookie = deps.ids.random(COOKIE_BITS);
      const createdAt = new Date(nowMs).toISOString();
      const expiresAt = new Date(nowMs + SESSION_HOURS * 3_600_000).toISOString();
      const item = { id: sessionId(cookie), version: 0, shape: 1 as const, examId: id, createdAt, expiresAt };
      await deps.repository.commit([{ type: 'put', kind: 'examSession', item, expected: null }]);
      sittings.push({ cookie, body: JSON.stringify({ answers: Object.fromEntries(answers) }) });
    }
    cursor = page.cursor;
    // Begun exams stand in the index at the same places: going on from the cursor misses none.
    if (cursor === undefined) return sittings;
  }
}

/** A system that may report; what it needs for a token. */
export async function seedClient(deps: Deps): Promise<{ id: string; secret: string }> {
  const { client, secret } = await addClient(deps, { name: 'bench', roles: ['officer'] });
  return { id: client.id, secret };
}
