import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AwsWorld } from '../aws-world.ts';
import { keyOf } from '../keys.ts';
import { REGION } from '../place.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const shim = new URL('../moved-time.ts', import.meta.url).href;

/** Under which the import's calls are written down. */
export const OPERATOR = 'Operator';

/** What a command of the operator came to. */
export interface Ran {
  code: number;
  text: string;
}

/** Runs a program of ours as an operator does, at the rehearsal's time. */
function run(args: readonly string[], aheadMs: number, environment: Readonly<Record<string, string>>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', shim, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', REHEARSAL_AHEAD_MS: String(aheadMs), ...environment },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, text }));
  });
}

/** `npm run resit -- …`, with the settings of an embedded host. */
export const resit = (
  words: readonly string[],
  given: { aheadMs: number; settings: Readonly<Record<string, string>> },
): Promise<Ran> => run([join(root, 'apps/server/dist/main.js'), 'cli', ...words], given.aheadMs, given.settings);

/** `npm run import -w @resit/aws -- …`, for the table and the state machine of a stack. */
export function importInto(world: AwsWorld, words: readonly string[]): Promise<Ran> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'apps/aws/package.json'), 'utf8')) as {
    scripts: { import: string };
  };
  const [node, ...args] = scripts.import
    .split(' ')
    .map((word) => (word.startsWith('src/') ? `apps/aws/${word}` : word));
  if (node !== 'node') throw new TypeError(`The import is run by ${node}.`);
  const place = [
    '--table',
    world.template.reference('Table'),
    '--state-machine',
    world.template.reference('StateMachineAliaslive'),
  ];
  return run([...args, ...words, ...place], world.nowMs() - Date.now(), {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: keyOf(OPERATOR),
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_ENDPOINT_URL_DYNAMODB: world.servicesEndpoint,
    AWS_ENDPOINT_URL_SFN: world.servicesEndpoint,
  });
}

/** What the guide says that an operator has to be allowed, action by action. */
export function actionsOfTheGuide(): Set<string> {
  const guide = readFileSync(join(root, 'docs/operating/moving-up.md'), 'utf8');
  const policies = [...guide.matchAll(/```json\n(\{ "Effect"[\s\S]*?)```/gu)].map(([, text]) => text ?? '');
  return new Set(policies.flatMap((text) => [...text.matchAll(/"(\w+:\w+)"/gu)].map(([, action]) => action ?? '')));
}
