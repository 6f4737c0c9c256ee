// biome-ignore-all lint/suspicious/noTemplateCurlyInString: SAM's placeholders are among what is validated
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = new URL('./command.ts', import.meta.url).pathname;
const cleanEnv = { PATH: process.env.PATH, HOME: process.env.HOME };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-command-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: object | string): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
};
const states = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    env: cleanEnv,
  });
  return { status, stdout, stderr };
};

describe('states validate', () => {
  it('says nothing of a sound definition, placeholders and all, and exits 0', () => {
    const path = file('good.asl.json', {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: '${FunctionArn}', End: true } },
    });
    expect(states('validate', path)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('prints file, line, column, code and message of each error, and exits 1', () => {
    const path = file(
      'bad.asl.json',
      '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Pass", "Next": "B" }\n  }\n}\n',
    );
    const { status, stdout } = states('validate', path);
    expect(status).toBe(1);
    expect(stdout.split('\n')[0]).toMatch(new RegExp(`^${path}:4:\\d+: MISSING_TRANSITION_TARGET .*B`));
  });

  it('says where JSON ends to be JSON', () => {
    const path = file('broken.asl.json', '{\n  "StartAt": "A",,\n}');
    const { status, stdout } = states('validate', path);
    expect(status).toBe(1);
    expect(stdout).toBe(
      `${path}:2:18: INVALID_JSON_DESCRIPTION Unexpected character (',' (code 44)): was expecting double-quote to start field name\n`,
    );
  });

  it('leaves alone what is only known once SAM has filled it in', () => {
    const path = file(
      'filled.asl.json',
      `{ "StartAt": "A", "TimeoutSeconds": \${Total}, "States": {
        "A": { "Type": "Task", "Resource": "arn:\${AWS::Partition}:states:::lambda:invoke", "TimeoutSeconds": \${Most},
          "HeartbeatSeconds": 1\${Zero}, "ResultPath": "\${Path}", "Next": "B" },
        "B": { "Type": "Wait", "Timestamp": "\${When}", "Next": "C" },
        "C": { "Type": "Wait", "Seconds": -1, "End": true }
      } }`,
    );
    const { status, stdout } = states('validate', path);
    expect(stdout).toBe(`${path}:5:43: SCHEMA_VALIDATION_FAILED Minimum value is 0\n`);
    expect(status).toBe(1);
  });

  it('knows what an Express machine cannot do', () => {
    const Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    const Parameters = { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } };
    const path = file('express.asl.json', {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource, Parameters, End: true } },
    });
    expect(states('validate', path).status).toBe(0);
    expect(states('validate', '--type', 'EXPRESS', path)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/:6:19: SCHEMA_VALIDATION_FAILED Express state machine does not support/),
    });
  });

  it('exits 2 with a message for a file that is not there', () => {
    const { status, stderr } = states('validate', join(folder, 'nowhere.json'));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^states: cannot read .*nowhere\.json/);
  });
});

describe('states run', () => {
  it('prints the history and the output', () => {
    const path = file('run.asl.json', {
      StartAt: 'A',
      States: { A: { Type: 'Wait', Seconds: 60, Next: 'B' }, B: { Type: 'Pass', OutputPath: '$.x', End: true } },
    });
    const { status, stdout } = states('run', path, '--input', '{"x": [1]}', '--wait-time-scale', '0.001');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -1).map((line) => line.split(/\s+/)[3] ?? '')).toHaveLength(6);
    expect(lines[1]).toMatch(/ 2 WaitStateEntered \{/);
    expect(lines.at(-1)).toBe('SUCCEEDED [1]');
    expect(status).toBe(0);
  });

  it('prints what is wrong with a definition, and runs nothing', () => {
    const path = file('wrong.asl.json', { StartAt: 'A', States: { A: { Type: 'Pass' } } });
    const { status, stdout } = states('run', path);
    expect(stdout).toMatch(new RegExp(`^${path}:4:10: SCHEMA_VALIDATION_FAILED .*`));
    expect(status).toBe(1);
  });

  it('exits 2 with a message in one line for an input that is no JSON', () => {
    const path = file('any.asl.json', { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    expect(states('run', path, '--input', '{"x": 1')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'states: the input is no JSON: Unexpected end-of-input: expected close marker for Object (start marker at line 1, column 1) at line 1, column 8\n',
    });
  });

  it('exits 1 when the execution fails, and says why', () => {
    const path = file('fail.asl.json', {
      StartAt: 'A',
      States: { A: { Type: 'Fail', Error: 'Nope', Cause: 'because' } },
    });
    const { status, stdout } = states('run', path);
    expect(stdout).toContain('FAILED Nope because');
    expect(status).toBe(1);
  });
});

describe('states serve', () => {
  const serve = async (
    args: string[],
    env: Record<string, string> = {},
  ): Promise<{ child: ChildProcess; url: string }> => {
    const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', ...args], {
      env: { ...cleanEnv, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    return { child, url: /http:\S+/.exec(line)![0] };
  };
  const refusedStart = async (...args: string[]): Promise<{ status: unknown; stderr: string }> => {
    const child = spawn(process.execPath, [COMMAND, 'serve', ...args], {
      env: cleanEnv,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    const [status] = (await once(child, 'close')) as [unknown];
    return { status, stderr };
  };
  const stop = async (child: ChildProcess): Promise<void> => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  };

  it('serves the SDK over HTTP, calls Lambda’s Invoke API, keeps everything, and ends cleanly', async () => {
    const seen: { url: string | undefined; body: string }[] = [];
    const lambda = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString();
      });
      request.on('end', () => {
        seen.push({ url: request.url, body });
        response.writeHead(200, { 'x-amz-executed-version': '7' }).end('{"answer":42}');
      });
    }).listen(0, '127.0.0.1');
    await once(lambda, 'listening');
    const { port } = lambda.address() as AddressInfo;
    const data = join(folder, 'data');
    const env = { LAMBDA_ENDPOINT: `http://127.0.0.1:${port}` };
    const args = ['--data', data, '--account-id', '111122223333', '--region', 'eu-central-1'];
    const first = await serve(args, env);
    const client = (endpoint: string) =>
      new SFNClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });
    const sfn = client(first.url);
    const definition = JSON.stringify({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'fn:live', Qualifier: 'live', 'Payload.$': '$' },
          OutputPath: '$.Payload',
          End: true,
        },
      },
    });
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: 'm', definition, roleArn: 'arn:aws:iam::111122223333:role/r' }),
    );
    expect(stateMachineArn).toBe('arn:aws:states:eu-central-1:111122223333:stateMachine:m');
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"q":1}' }));
    await expect
      .poll(async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).output)
      .toBe('{"answer":42}');
    expect(seen).toEqual([{ url: '/2015-03-31/functions/fn%3Alive/invocations?Qualifier=live', body: '{"q":1}' }]);
    await stop(first.child);

    const second = await serve(args, env);
    expect((await client(second.url).send(new DescribeExecutionCommand({ executionArn }))).status).toBe('SUCCEEDED');
    const other = spawnSync(process.execPath, [COMMAND, 'serve', '--port', '0', '--data', data], {
      encoding: 'utf8',
      env: cleanEnv,
    });
    expect(other.status).toBe(1);
    expect(other.stderr).toMatch(/is in use by another process/);
    const { port: taken } = new URL(second.url);
    const clash = spawnSync(process.execPath, [COMMAND, 'serve', '--port', taken, '--data', join(folder, 'other')], {
      encoding: 'utf8',
      env: cleanEnv,
    });
    expect([clash.status, clash.stderr]).toEqual([
      2,
      `states: cannot listen on 127.0.0.1:${taken}: the port is in use\n`,
    ]);
    const nowhere = await refusedStart('--host', '192.0.2.1', '--port', '0', '--data', join(folder, 'other'));
    expect(nowhere).toEqual({
      status: 2,
      stderr: 'states: cannot listen on 192.0.2.1:0: this machine has no such address\n',
    });
    await stop(second.child);
    lambda.close();
    lambda.closeAllConnections();
  });

  it('names the data folder that cannot be made, and what to do about it', async () => {
    const taken = file('taken', '');
    const folders = [taken, join(taken, 'below'), '/proc/states', '/dev/null/states'];
    await Promise.all(
      folders.map(async (data) => {
        const { status, stderr } = await refusedStart('--port', '0', '--data', data);
        expect(stderr).toMatch(/^states: the data folder .* cannot be used: .*\. Name one .* with --data\.\n$/);
        expect(stderr).toContain(data);
        expect(status).toBe(2);
      }),
    );
  });

  it('names the setting that it cannot take', async () => {
    const refused = [
      ['--port', 'http'],
      ['--account-id', '12'],
      ['--wait-time-scale', 'fast'],
      ['--lambda-endpoint', 'localhost:3001'],
    ];
    await Promise.all(
      refused.map(async ([flag, value]) => {
        const { status, stderr } = await refusedStart(flag!, value!);
        expect(status).toBe(2);
        expect(stderr).toMatch(/^states: .*must be/);
        expect(stderr).toContain(value);
      }),
    );
    expect(states('serve', '--nonsense').status).toBe(2);
    expect(states('dance').stderr).toContain("there is no command 'dance'");
  });
});
