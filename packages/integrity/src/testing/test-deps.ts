import { createHash } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock, Deps, Ids } from '../ports/deps.ts';
import type { PasswordCost } from '../staff/password.ts';
import { testTopics } from './bank.ts';
import { createInMemoryRepository } from './in-memory-repository.ts';
import { plainTemplates } from './templates.ts';

/** Hashes that cost next to nothing: nobody guesses passwords in tests, and there are many. */
export const cheapPasswords: PasswordCost = { N: 16, r: 8, p: 1 };

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  set(instant: string | number): void;
  advance(ms: number): void;
}

export function manualClock(start = '2026-11-22T02:00:00.000Z'): ManualClock {
  let now = Date.parse(start);
  return {
    nowMs: () => now,
    set: (instant) => {
      now = typeof instant === 'number' ? instant : Date.parse(instant);
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

const base32 = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids that are the same at every run of the same seed. */
export function seededIds(seed = 'test'): Ids {
  let drawn = 0;
  const bytes = (length: number): Buffer => {
    const parts: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      drawn += 1;
      parts.push(createHash('sha256').update(`${seed}:${drawn}`).digest());
    }
    return Buffer.concat(parts).subarray(0, length);
  };
  return {
    random: (bits) => [...bytes(Math.ceil(bits / 5))].map((byte) => base32[byte % 32]).join(''),
    code: (length, alphabet) => [...bytes(length)].map((byte) => alphabet[byte % alphabet.length]).join(''),
  };
}

/** A call that reached the workflow service, by the command's name and its input. */
export interface SfnCall {
  command: string;
  input: Record<string, unknown>;
}

/** An SFNClient that keeps what it was sent and answers with `answer` (or nothing); it never touches a network. */
export function recordingSfn(answer: (call: SfnCall) => object | Promise<object> = () => ({})): {
  sfn: SFNClient;
  calls: SfnCall[];
} {
  const calls: SfnCall[] = [];
  const sfn = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  sfn.middlewareStack.add(
    (_next, context) => async (args) => {
      const call = {
        command: String(context['commandName']).replace(/Command$/, ''),
        input: args.input as Record<string, unknown>,
      };
      calls.push(call);
      const output = await answer(call);
      return { output: { $metadata: {}, ...output }, response: undefined } as never;
    },
    { step: 'initialize', name: 'recordingSfn', override: true },
  );
  return { sfn, calls };
}

export interface TestDeps extends Deps {
  clock: ManualClock;
  /** The same clock as `clock`, unless overridden. */
  workflowClock: ManualClock;
  sfnCalls: SfnCall[];
  /** How often the drains were woken. */
  woken: { callbacks: number; mail: number };
}

/** Everything a use case needs, in memory, on a standing clock. */
export function createTestDeps(overrides: Partial<Deps> & { answerSfn?: (call: SfnCall) => object } = {}): TestDeps {
  const { answerSfn, ...rest } = overrides;
  const clock = manualClock();
  const { sfn, calls } = recordingSfn(answerSfn);
  const woken = { callbacks: 0, mail: 0 };
  return {
    repository: createInMemoryRepository(),
    ids: seededIds(),
    sfn,
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:plagiarism-incident',
    institution: {
      name: 'University of Examples',
      origin: 'http://localhost:8080',
      timeZone: 'Australia/Sydney',
      contactName: 'Academic Integrity Office',
      contactAddress: 'integrity@example.edu',
    },
    templates: plainTemplates,
    topics: testTopics,
    mailMode: 'trial',
    passwordCost: cheapPasswords,
    pepper: 'pepper-of-the-tests',
    ...rest,
    clock,
    workflowClock: clock,
    sfnCalls: calls,
    woken,
    wake: {
      callbacks: () => {
        woken.callbacks += 1;
      },
      mail: () => {
        woken.mail += 1;
      },
    },
  };
}
