import { readFileSync } from 'node:fs';
import { incidentId, mails, officersReport, sit } from '@resit/integrity/testing/world';
import { decideIncident } from '@resit/integrity/use-cases/staff/decide-incident';
import { createDynamodbRepository } from '@resit/persistence/dynamodb/dynamodb-repository';
import { createTable, localClient } from '@resit/persistence/testing/dynamodb-local';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createSimulation, type Simulation } from './simulation.ts';

/** What AWS bills for one incident, apart from what people ask for over HTTP. */
interface Billed {
  transitions: number;
  calls: number;
  mails: number;
  writeUnits: number;
  readUnits: number;
}

/** Reads of the drains, which ask all the time whether or not there is an incident. */
const isPoll = (pk: string): boolean => /^(callback\.due|mail\.due|incident\.toStart)#/u.test(pk);

interface Consumed {
  CapacityUnits?: number;
}
type Item = Record<string, { S?: string; N?: string; B?: Uint8Array }>;
interface Input {
  ExpressionAttributeValues?: Item;
  Item?: Item;
  TransactItems?: { Put?: { Item?: Item } }[];
  RequestItems?: Record<string, unknown[]>;
}

/** Bytes of names and values, as DynamoDB counts an item; one that is changed in place takes less than a kibibyte here. */
const kibibytes = (item: Item | undefined): number =>
  Math.max(
    1,
    Math.ceil(
      Object.entries(item ?? {}).reduce(
        (sum, [name, { S = '', N = '', B }]) => sum + name.length + Buffer.byteLength(S) + N.length + (B?.length ?? 0),
        0,
      ) / 1024,
    ),
  );

/**
 * One unit a kibibyte, two within a transaction, checks included. DynamoDB Local reports less for transactions than the
 * service bills, so writes are counted by what was sent.
 */
const writeUnits = ({ Item, TransactItems, RequestItems }: Input): number =>
  TransactItems
    ? TransactItems.reduce((sum, { Put }) => sum + 2 * kibibytes(Put?.Item), 0)
    : RequestItems
      ? Object.values(RequestItems).flat().length
      : kibibytes(Item);

/** A client that adds up the units of what it is asked: reads by what each answer says, writes by what was sent. */
function meteredClient(endpoint: string): {
  client: ReturnType<typeof localClient>;
  taken: { write: number; read: number };
} {
  const client = localClient(endpoint);
  const taken = { write: 0, read: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as Input;
      const answer = await next({ ...args, input: { ...input, ReturnConsumedCapacity: 'TOTAL' } as never });
      const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
      const units = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      const isRead = /^(Get|BatchGet|Query)/u.test(String(context.commandName));
      if (isRead && !isPoll(input.ExpressionAttributeValues?.[':pk']?.S ?? '')) taken.read += units;
      if (!isRead) taken.write += writeUnits(input);
      return answer;
    },
    { step: 'initialize', name: 'meter' },
  );
  return { client, taken };
}

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
let tables = 0;
let process: Simulation;
afterEach(() => process.close());

async function billed(course: (process: Simulation) => Promise<void>): Promise<Billed> {
  const { client, taken } = meteredClient(inject('dynamodbEndpoint'));
  tables += 1;
  const tableName = `costs-${tables}`;
  await createTable(client, tableName);
  process = await createSimulation({
    repository: async (clock) => ({
      repository: createDynamodbRepository({ client, tableName, clock }),
      close: async () => client.destroy(),
    }),
    transport: { send: async () => ({ accepted: true }) },
    sharesMail: true,
  });
  await process.settle();
  Object.assign(taken, { write: 0, read: 0 });
  await process.report({ incidentId, report: officersReport });
  await process.settle();
  await course(process);
  const units = { ...taken };
  expect(await process.executionStatus(incidentId)).toBe('SUCCEEDED');
  const history = await process.history(incidentId);
  return {
    transitions: history.filter(({ type }) => type?.endsWith('StateEntered')).length,
    calls: process.calls.length,
    mails: (await mails(process.deps)).length,
    writeUnits: Math.round(units.write),
    readUnits: Math.round(units.read),
  };
}

const submit = (rightCount: number) => async (process: Simulation) => {
  const exam = await process.currentExam(incidentId);
  await sit(process.deps, exam.id, rightCount);
  await process.settle();
};

/** The ways that the page on costs derives from. */
const courses: Readonly<Record<string, (process: Simulation) => Promise<void>>> = {
  'passed at once': submit(20),
  'passed at the third attempt': async (process) => {
    await submit(0)(process);
    await submit(0)(process);
    await submit(20)(process);
  },
  'not sat, decided after a week': async (process) => {
    await process.advanceDays(14);
    await decideIncident(process.deps, { caller, incidentId, decision: 'dismissed', why: 'So decided.' });
    await process.settle();
  },
};

/** The rows of the table in the page, by their first column. */
const page = readFileSync(new URL('../../../../docs/costs.md', import.meta.url), 'utf8');
const documented = (name: string): number[] => {
  const row = page.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';
  return row.split('|').slice(2, -1).map(Number);
};

describe('the page on costs', () => {
  it.each(Object.keys(courses))('derives from what an incident took that was %s', async (name) => {
    const { transitions, calls, mails, writeUnits, readUnits } = await billed(courses[name] as never);
    console.log(`| ${name} | ${transitions} | ${calls} | ${mails} | ${writeUnits} | ${readUnits} |`);
    const [rowTransitions, rowCalls, rowMails, rowWrites = 0, rowReads = 0] = documented(name);
    expect([rowTransitions, rowCalls, rowMails]).toEqual([transitions, calls, mails]);
    // How the adapter lays items out may change a little without making the page wrong.
    expect(Math.abs(rowWrites / writeUnits - 1)).toBeLessThan(0.15);
    expect(Math.abs(rowReads / readUnits - 1)).toBeLessThan(0.25);
  });
});
