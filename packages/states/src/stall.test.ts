import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused, ServedEngine } from './testing/served-engine.ts';

const ROLE = 'arn:aws:iam::123456789012:role/r';
const folder = mkdtempSync(join(tmpdir(), 'states-stall-'));
let engine: ServedEngine;
let otherMachine: string;
beforeAll(async () => {
  engine = await ServedEngine.start(folder);
  otherMachine = await create('other', { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
});
afterAll(async () => {
  await engine.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function create(name: string, definition: object): Promise<string> {
  const body = { name, definition: JSON.stringify(definition), roleArn: ROLE };
  return (await engine.call<{ stateMachineArn: string }>('CreateStateMachine', body)).stateMachineArn;
}

const statusOf = async (executionArn: string): Promise<string> =>
  (await engine.call<{ status: string }>('DescribeExecution', { executionArn })).status;

/** Executes something else from its start to its end. */
async function goOn(): Promise<void> {
  const { executionArn } = await engine.call<{ executionArn: string }>('StartExecution', {
    stateMachineArn: otherMachine,
  });
  expect(await statusOf(executionArn)).toBe('SUCCEEDED');
}

describe('while one execution takes all it can', () => {
  const turn = (state: object) => ({
    ...state,
    Turn: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'Stop' }], Default: 'Again' },
    Stop: { Type: 'Succeed' },
  });
  const costly = (expression: string) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } },
  });

  it.each([
    ['an endless loop', { StartAt: 'Again', States: turn({ Again: { Type: 'Pass', Next: 'Turn' } }) }, '{}'],
    [
      'an endless loop over much data',
      { StartAt: 'Again', States: turn({ Again: { Type: 'Pass', Parameters: { 't.$': '$.t' }, Next: 'Turn' } }) },
      JSON.stringify({ t: 'a'.repeat(250_000) }),
    ],
    [
      'a costly expression',
      costly('$reduce([1..20000], function($a, $b) { $a + $count($states.input.l) })'),
      JSON.stringify({ l: Array.from({ length: 40_000 }, (_, i) => i) }),
    ],
    [
      'an expression that calls itself',
      costly('($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(40))'),
      '{}',
    ],
    [
      'a regular expression that goes back and forth',
      costly('$map([1..40], function($i) { $contains($states.input.t, /^(a+)+(a|aa)+$/) })'),
      JSON.stringify({ t: `${'a'.repeat(200_000)}!` }),
    ],
  ])('another one goes on: %s', async (name, definition, input) => {
    const stateMachineArn = await create(name.replaceAll(' ', '-'), definition);
    const { executionArn } = await startWithoutWaiting(stateMachineArn, input);
    let finished = 0;
    for (; finished < 10; finished++) await goOn();
    expect(finished).toBe(10);
    await engine.call('StopExecution', { executionArn });
    expect(await statusOf(executionArn)).not.toBe('RUNNING');
  });

  /** The answer to a start comes when its first slice is durable: a costly one is on its way meanwhile. */
  async function startWithoutWaiting(stateMachineArn: string, input: string): Promise<{ executionArn: string }> {
    const name = 'costly';
    const started = engine.call('StartExecution', { stateMachineArn, name, input });
    // Others get their turn before it is answered.
    for (let other = 0; other < 3; other++) await goOn();
    await started;
    return { executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}` };
  }
});

describe('while clients misbehave', () => {
  const opened: Socket[] = [];
  afterAll(() => {
    for (const socket of opened) socket.destroy();
  });

  async function open(): Promise<Socket> {
    const { port, hostname } = new URL(engine.endpoint);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    opened.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  it('others are answered: a hundred that send their requests letter by letter, or not at all', async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, open));
    const request =
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\nx-amz-target: AWSStepFunctions.ListActivities\r\n\r\n{';
    for (const [index, socket] of slow.entries()) socket.write(request.slice(0, index));
    for (let letter = 0; letter < 20; letter++) {
      for (const socket of slow) socket.write('a');
      await goOn();
    }
  });

  it('others are answered: bodies of ten mebibytes, one after the other', async () => {
    const large = 'a'.repeat(10 * 1024 * 1024);
    for (let times = 0; times < 5; times++) {
      const refused = engine
        .call('StartExecution', { stateMachineArn: otherMachine, input: large })
        .catch((error) => error);
      await goOn();
      // It may be told so, or cut off while it still sends.
      const error: unknown = await refused;
      if (error instanceof Refused) expect([error.status, error.type]).toEqual([413, 'RequestEntityTooLarge']);
      else expect(error).toBeInstanceOf(TypeError);
    }
  });

  it('others are answered: a body in a great many pieces, which is not read to its end', async () => {
    const socket = await open();
    const answered = once(socket, 'data');
    socket.write(
      'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nx-amz-target: AWSStepFunctions.ListActivities\r\n\r\n',
    );
    socket.write('1\r\n \r\n'.repeat(100_000));
    await goOn();
    const [answer] = (await answered) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('others are answered: one that never reads its answers', async () => {
    const deaf = await open();
    deaf.pause();
    const body = JSON.stringify({ stateMachineArn: otherMachine, maxResults: 1000 });
    const one = `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\nx-amz-target: AWSStepFunctions.ListExecutions\r\n\r\n${body}`;
    for (let times = 0; times < 50; times++) deaf.write(one);
    for (let other = 0; other < 5; other++) await goOn();
  });
});
