// What runs a function's bundle, as Lambda's own runtime for Node does: it loads the handler that the template names from
// the folder that was deployed, then asks the Runtime API for one event after the other.
import './moved-time.ts';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new TypeError(`Lambda sets ${name}; it is not there.`);
  return value;
};
const agent = new Agent({ keepAlive: true });
const runtime = `http://${variable('AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime`;

interface Answer {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${runtime}${path}`, { method, agent, headers }, (message) => {
      const parts: Buffer[] = [];
      message.on('data', (part: Buffer) => parts.push(part));
      message.on('error', reject);
      message.on('end', () => resolve({ headers: message.headers, body: Buffer.concat(parts).toString('utf8') }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const errorBody = (error: unknown): string => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: (stack ?? '').split('\n') });
};

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** `index.handler` is the export `handler` of the module `index`, by whichever of Node's endings it has. */
function loadHandler(): Handler {
  const [module = '', name = ''] = variable('_HANDLER').split('.');
  const root = variable('LAMBDA_TASK_ROOT');
  const file = ['.js', '.mjs', '.cjs'].map((ending) => join(root, `${module}${ending}`)).find(existsSync);
  if (file === undefined) throw new TypeError(`There is no module ${module} in the function's folder.`);
  const handler = (createRequire(file)(file) as Record<string, unknown>)[name];
  if (typeof handler !== 'function') throw new TypeError(`${module} exports no function ${name}.`);
  return handler as Handler;
}

function contextOf(headers: Answer['headers']): object {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

async function run(): Promise<void> {
  process.chdir(variable('LAMBDA_TASK_ROOT'));
  let handler: Handler;
  try {
    handler = loadHandler();
  } catch (error) {
    await call('POST', '/init/error', errorBody(error));
    process.exit(1);
  }
  for (;;) {
    const next = await call('GET', '/invocation/next');
    const id = String(next.headers['lambda-runtime-aws-request-id']);
    process.env._X_AMZN_TRACE_ID = String(next.headers['lambda-runtime-trace-id']);
    try {
      const result = await handler(JSON.parse(next.body), contextOf(next.headers));
      await call('POST', `/invocation/${id}/response`, result === undefined ? 'null' : JSON.stringify(result));
    } catch (error) {
      const type = { 'lambda-runtime-function-error-type': error instanceof Error ? error.name : 'Error' };
      await call('POST', `/invocation/${id}/error`, errorBody(error), type);
    }
  }
}

await run().catch(() => process.exit(1));
