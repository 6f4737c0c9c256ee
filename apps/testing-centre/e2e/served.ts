import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { topicsSchema } from '@resit/integrity/question-bank/topic';
import { type ExamScenario, seedExam } from '@resit/integrity/testing/exam-scenario';
import { createTestDeps, type TestDeps } from '@resit/integrity/testing/test-deps';
import { type Assets, assetsFrom } from '@resit/testing-centre/assets';
import { createTestingCentre } from '@resit/testing-centre/testing-centre';
import { build } from 'vite';

/** A Testing Centre on a port of its own, in memory, with an exam of every type of question. */
export interface Served {
  deps: TestDeps;
  origin: string;
  exam: string;
  /** The newest code that was mailed. */
  code(): Promise<string>;
  close(): Promise<void>;
}

let built: Promise<Assets> | undefined;

/** The script and the styles as they are now. Nothing is written: what is built for the server is read by tests beside us. */
function assets(): Promise<Assets> {
  const root = join(import.meta.dirname, '..');
  built ??= build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { write: false },
  }).then((output) => {
    const files = [output].flat().flatMap((each) => ('output' in each ? each.output : []));
    const text = (name: string): string => {
      const file = files.find(({ fileName }) => fileName === name);
      if (file === undefined) throw new Error(`The Testing Centre's build makes no ${name}.`);
      return file.type === 'chunk' ? file.code : Buffer.from(file.source).toString();
    };
    return assetsFrom(text('exam.css'), text('exam.js'));
  });
  return built;
}

export async function serveExam(scenario: ExamScenario = {}): Promise<Served> {
  const bank = join(import.meta.dirname, '../../../workflow/question-bank');
  const topics = topicsSchema.parse(JSON.parse(await readFile(join(bank, 'topics.json'), 'utf8')));
  const deps = createTestDeps({ topics });
  await seedExam(deps, scenario);
  let answer: (request: Request) => Response | Promise<Response> = () => new Response('not ready', { status: 503 });
  const server = serve({ fetch: (request) => answer(request), hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  deps.institution = { ...deps.institution, origin };
  const centre = createTestingCentre({ deps, assets: await assets(), secureCookies: false });
  answer = (request) => centre.fetch(request);
  return {
    deps,
    origin,
    exam: `${origin}/exam/exam1`,
    async code() {
      const mails = (await deps.repository.query('mail', 'all', { partition: 'all' })).items;
      return mails.flatMap(({ text }) => /code: ([0-9A-Z]+)/.exec(text)?.[1] ?? []).at(-1) ?? '';
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
