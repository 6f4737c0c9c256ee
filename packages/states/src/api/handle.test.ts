import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStates, type States } from '../states.ts';
import { actions } from './actions.ts';

let states: States;
beforeAll(async () => {
  states = await createStates({ accountId: '123456789012' });
});
afterAll(() => states.close());

const post = (operation: string | undefined, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  states.handle(
    new Request('http://states.internal/', {
      method: 'POST',
      body,
      headers: { ...(operation === undefined ? {} : { 'x-amz-target': `AWSStepFunctions.${operation}` }), ...headers },
    }),
  );
const errorOf = async (response: Promise<Response>) => {
  const answer = await response;
  return { status: answer.status, ...((await answer.json()) as { __type: string; message: string }) };
};
const machine = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
const create = (name: string, more: object = {}) =>
  post('CreateStateMachine', JSON.stringify({ name, definition: machine, roleArn: 'arn:aws:iam::1:role/r', ...more }));

describe('the wire', () => {
  it('answers in AWS JSON 1.0 with a request id', async () => {
    const response = await post('ListStateMachines', '{}');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({ stateMachines: [] });
  });

  it('refuses what is no operation, no JSON, no object or no POST, each in its way', async () => {
    expect(await errorOf(post('Dance', '{}'))).toMatchObject({ status: 400, __type: 'UnknownOperationException' });
    expect(await errorOf(post(undefined, '{}'))).toMatchObject({ status: 400, __type: 'UnknownOperationException' });
    expect(await errorOf(post('ListStateMachines', '{'))).toMatchObject({
      status: 400,
      __type: 'SerializationException',
    });
    expect(await errorOf(post('ListStateMachines', '[]'))).toMatchObject({
      status: 400,
      __type: 'SerializationException',
    });
    const got = await states.handle(new Request('http://states.internal/'));
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('refuses a body that is larger than any request may be, declared or not', async () => {
    const large = 'x'.repeat(5 * 1024 * 1024);
    expect((await post('ListStateMachines', large)).status).toBe(413);
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
    });
    const init: RequestInit = { method: 'POST', body: stream, duplex: 'half' };
    expect((await states.handle(new Request('http://states.internal/', init))).status).toBe(413);
  });

  it('takes an access key id of twelve digits for the account that asks', async () => {
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=999988887777/20260101/us-east-1/states/aws4_request',
    };
    const body = JSON.stringify({ name: 'mine', definition: machine, roleArn: 'arn:aws:iam::1:role/r' });
    const { stateMachineArn } = (await (await post('CreateStateMachine', body, headers)).json()) as {
      stateMachineArn: string;
    };
    expect(stateMachineArn).toBe('arn:aws:states:us-east-1:999988887777:stateMachine:mine');
    const listed = (await (await post('ListStateMachines', '{}')).json()) as { stateMachines: unknown[] };
    expect(listed.stateMachines).toEqual([]);
  });

  it('keeps what it refuses within the errors that are documented, whatever comes', async () => {
    const known = [
      'ValidationException',
      'SerializationException',
      'InvalidArn',
      'InvalidName',
      'InvalidToken',
      'InvalidDefinition',
    ];
    const missing = [
      'StateMachineDoesNotExist',
      'ExecutionDoesNotExist',
      'ResourceNotFound',
      'ActivityDoesNotExist',
      'MissingRequiredParameter',
      'InvalidOutput',
      'InvalidExecutionInput',
      'InvalidLoggingConfiguration',
    ];
    const members = [...new Set([...actions.values()].flatMap((action) => Object.keys(action.input)))];
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        'arn:aws:states:us-east-1:123456789012:stateMachine:x',
        'arn:aws:states:::',
        'arn:',
        '',
        '\u0000',
        '🦉',
        -1,
        1e300,
      ),
      fc.constantFrom(
        'arn:aws:states:us-east-1:123456789012:execution:x:y',
        'arn:aws:states:us-east-1:123456789012:activity:x',
        machine,
      ),
    );
    const body = fc.dictionary(fc.constantFrom(...members), value, { maxKeys: 8 });
    const waits = new Set(['GetActivityTask']);
    const names = [...actions.keys()].filter((name) => !waits.has(name));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), body, async (operation, request) => {
        const response = await post(operation, JSON.stringify(request));
        const answer = (await response.json()) as { __type?: string; message?: string };
        if (response.status === 200) return;
        expect(response.status).toBe(400);
        expect([...known, ...missing]).toContain(answer.__type);
        expect(typeof answer.message).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('state machines', () => {
  it('are made once, however often the same is asked, and not twice under one name', async () => {
    const first = await (await create('once')).json();
    expect(await (await create('once')).json()).toEqual(first);
    const other = JSON.stringify({ StartAt: 'B', States: { B: { Type: 'Succeed' } } });
    expect(await errorOf(create('once', { definition: other }))).toMatchObject({ __type: 'StateMachineAlreadyExists' });
  });

  it('have names by AWS’s rule', async () => {
    for (const name of ['a b', 'a:b', 'a/b', 'a*', 'é\u0085', 'a\n', 'a{']) {
      expect(await errorOf(create(name))).toMatchObject({ __type: 'InvalidName' });
    }
    expect(await errorOf(create('x'.repeat(81)))).toMatchObject({ __type: 'ValidationException' });
    expect((await create('O’Brien-李_1.2')).status).toBe(200);
  });

  it('refuse a request that nests deeply', async () => {
    expect(await errorOf(post('ListStateMachines', `{"x":${'['.repeat(1_000_000)}`))).toMatchObject({
      status: 400,
      __type: 'SerializationException',
      message: 'The request nests more than 1000 deep',
    });
  });

  it('refuse input that is no JSON or too large', async () => {
    const { stateMachineArn } = (await (await create('limits')).json()) as { stateMachineArn: string };
    const start = (input: string) => post('StartExecution', JSON.stringify({ stateMachineArn, input }));
    expect(await errorOf(start('{"a":"","}'))).toMatchObject({
      __type: 'InvalidExecutionInput',
      message:
        "Invalid State Machine Execution Input: 'com.fasterxml.jackson.core.io.JsonEOFException: Unexpected end-of-input in field name\n" +
        ` at [Source: (String)"{"a":"","}"; line: 1, column: 11]'`,
    });
    const odd = await errorOf(start(`{"a": ${'1'.repeat(600)} b}`));
    expect(odd.message).toBe(
      "Invalid State Machine Execution Input: 'com.fasterxml.jackson.core.JsonParseException: Unexpected character ('b' (code 98)): was expecting comma to separate Object entries\n" +
        ` at [Source: (String)"{"a": ${'1'.repeat(494)}"[truncated 109 chars]; line: 1, column: 608]'`,
    );
    expect((await start(JSON.stringify('x'.repeat(262_142)))).status).toBe(200);
    expect(await errorOf(start(JSON.stringify('x'.repeat(262_143))))).toMatchObject({ __type: 'ValidationException' });
    expect(await errorOf(start(JSON.stringify('李'.repeat(90_000))))).toMatchObject({ __type: 'ValidationException' });
  });

  it('have histories that are read page by page where they hold much, whatever was asked for', async () => {
    const definition = JSON.stringify({
      StartAt: 's0',
      States: Object.fromEntries(
        Array.from({ length: 20 }, (_, n) => [
          `s${n}`,
          { Type: 'Pass', ...(n < 19 ? { Next: `s${n + 1}` } : { End: true }) },
        ]),
      ),
    });
    const { stateMachineArn } = (await (await create('large', { definition })).json()) as { stateMachineArn: string };
    const input = JSON.stringify('x'.repeat(250_000));
    const { executionArn } = (await (
      await post('StartExecution', JSON.stringify({ stateMachineArn, input }))
    ).json()) as { executionArn: string };
    const succeeded = async () =>
      ((await (await post('DescribeExecution', JSON.stringify({ executionArn }))).json()) as { status: string }).status;
    await expect.poll(succeeded).toBe('SUCCEEDED');
    for (const reverseOrder of [false, true]) {
      const ids: number[] = [];
      let pages = 0;
      for (let nextToken: string | undefined; pages === 0 || nextToken !== undefined; pages++) {
        const request = { executionArn, reverseOrder, maxResults: 1000, nextToken };
        const text = await (await post('GetExecutionHistory', JSON.stringify(request))).text();
        expect(text.length).toBeLessThan(6 * 1024 * 1024);
        const page = JSON.parse(text) as { events: { id: number }[]; nextToken?: string };
        ids.push(...page.events.map(({ id }) => id));
        nextToken = page.nextToken;
      }
      expect(pages).toBeGreaterThan(1);
      const all = Array.from({ length: 42 }, (_, index) => index + 1);
      expect(ids).toEqual(reverseOrder ? all.reverse() : all);
    }
  });

  it('that are deleted stop what runs, can be made anew, and leave their past readable', async () => {
    const waiting = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 9999, End: true } } });
    const { stateMachineArn } = (await (await create('gone', { definition: waiting })).json()) as {
      stateMachineArn: string;
    };
    const { executionArn } = (await (
      await post('StartExecution', JSON.stringify({ stateMachineArn, name: 'e' }))
    ).json()) as { executionArn: string };
    await post('DeleteStateMachine', JSON.stringify({ stateMachineArn }));
    await expect
      .poll(async () => (await errorOf(post('DescribeStateMachine', JSON.stringify({ stateMachineArn })))).__type)
      .toBe('StateMachineDoesNotExist');
    const described = await (await post('DescribeExecution', JSON.stringify({ executionArn }))).json();
    expect(described).toMatchObject({ status: 'ABORTED', name: 'e' });
    expect((await create('gone')).status).toBe(200);
    expect(await (await post('ListExecutions', JSON.stringify({ stateMachineArn }))).json()).toEqual({
      executions: [],
    });
  });

  it('route an alias’s executions by weight, and keep versions that aliases need', async () => {
    const made = (await (await create('routed', { publish: true })).json()) as Record<string, string>;
    const { stateMachineArn, stateMachineVersionArn: one } = made;
    const changed = JSON.stringify({ StartAt: 'B', States: { B: { Type: 'Succeed' } } });
    const { stateMachineVersionArn: two } = (await (
      await post('UpdateStateMachine', JSON.stringify({ stateMachineArn, definition: changed, publish: true }))
    ).json()) as Record<string, string>;
    const routingConfiguration = [
      { stateMachineVersionArn: one, weight: 50 },
      { stateMachineVersionArn: two, weight: 50 },
    ];
    const { stateMachineAliasArn } = (await (
      await post('CreateStateMachineAlias', JSON.stringify({ name: 'live', routingConfiguration }))
    ).json()) as Record<string, string>;
    for (let n = 0; n < 60; n++)
      await post('StartExecution', JSON.stringify({ stateMachineArn: stateMachineAliasArn }));
    const { executions } = (await (
      await post('ListExecutions', JSON.stringify({ stateMachineArn: stateMachineAliasArn }))
    ).json()) as { executions: { stateMachineVersionArn: string; stateMachineAliasArn: string }[] };
    expect(executions).toHaveLength(60);
    expect(new Set(executions.map((execution) => execution.stateMachineVersionArn))).toEqual(new Set([one, two]));
    expect(
      await errorOf(post('DeleteStateMachineVersion', JSON.stringify({ stateMachineVersionArn: one }))),
    ).toMatchObject({
      __type: 'ConflictException',
    });
  });
});
