import { systemIds } from '@resit/functions/hosting/system-ids';
import type { OpenExam } from '@resit/integrity/exam/exam';
import { allItems } from '@resit/integrity/ports/pages';
import { type Question, questionKey } from '@resit/integrity/question-bank/question';
import { SESSION_HOURS } from '@resit/integrity/use-cases/student/enter-code';
import { sessionId } from '@resit/integrity/use-cases/student/exam-code';
import { openSqliteRepository, type SqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import { dataFile } from '../../src/host/data-folder.ts';
import { addClient } from '../../src/issuer/clients.ts';
import { Browser } from './browser.ts';
import { newCookie } from './crash-people.ts';
import { Staff } from './staff.ts';

interface Client {
  id: string;
  secret: string;
}

/** Whom the API knows, and the bank that exams are drawn from. */
export interface Office {
  clients: { reporter: Client; lecturer: Client; officer: Client };
  questions: ReadonlyMap<string, Question>;
}

/** Looks into the data folder beside the server, for a moment only: at a kill nobody else may hold the file open. */
export async function withRepository<T>(
  folder: string,
  work: (repository: SqliteRepository) => Promise<T>,
): Promise<T> {
  const repository = openSqliteRepository({ file: dataFile(folder, 'resit.db') });
  try {
    return await work(repository);
  } finally {
    await repository.close();
  }
}

/** Clients for those who use the API, and a policy that gives students so many days. */
export function staffOffice(folder: string, days: number): Promise<Office> {
  return withRepository(folder, async (repository) => {
    const deps = { repository, clock: { nowMs: () => Date.now() }, ids: systemIds };
    const clientOf = async (name: string, role: 'officer' | 'lecturer'): Promise<Client> => {
      const { client, secret } = await addClient(deps, { name, roles: [role] });
      return { id: client.id, secret };
    };
    const clients = {
      reporter: await clientOf('Reporter', 'officer'),
      lecturer: await clientOf('Lecturer', 'lecturer'),
      officer: await clientOf('Officer', 'officer'),
    };
    const policy = await repository.get('policy', '1');
    if (!policy) throw new Error('There is no policy.');
    const quick = { ...policy, id: '2', number: 2, days };
    await repository.commit([{ type: 'put', kind: 'policy', item: quick, expected: null }]);
    const bank = await allItems(repository, 'question', 'newest', { partition: 'all' });
    const questions = new Map(
      bank.map(({ question }) => [questionKey(question.id, question.version), question] as const),
    );
    return { clients, questions };
  });
}

/** An access token for a client's id and secret. */
export async function signIn(origin: string, { id, secret }: Client): Promise<Staff> {
  const response = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: `${origin}/api` }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return new Staff(origin, access_token, new Browser(origin));
}

/** A session for each of these exams, what a mailed code buys: the cookies by exam. */
export async function admit(folder: string, exams: readonly OpenExam[]): Promise<ReadonlyMap<string, string>> {
  const cookies = new Map(exams.map(({ id }) => [id, newCookie()]));
  const nowMs = Date.now();
  const sessions = [...cookies].map(([examId, cookie]) => ({
    id: sessionId(cookie),
    version: 0,
    shape: 1 as const,
    examId,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + SESSION_HOURS * 3_600_000).toISOString(),
  }));
  await withRepository(folder, async (repository) => {
    for (let at = 0; at < sessions.length; at += 100)
      await repository.commit(
        sessions.slice(at, at + 100).map((item) => ({ type: 'put', kind: 'examSession', item, expected: null })),
      );
  });
  return cookies;
}
