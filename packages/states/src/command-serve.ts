import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError } from './command-error.ts';
import { engineOptions, engineSettings, lambdaOf } from './command-settings.ts';
import { FolderUnusableError, prepareFolder } from './folder.ts';
import { createStates, type States } from './states.ts';

const PORT = 8083;
/** Task handlers get so long to end when the server is told to stop. */
const GRACE_MS = 2_000;

/** `states serve`: the API on a port, everything in one folder, until it is told to stop. */
export async function serve(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...engineOptions,
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: './states-data' },
    },
  });
  const settings = engineSettings(values, process.env);
  const port = portOf(values.port);
  const invokeLambda = lambdaOf(settings);
  const states = await createStates({
    dataFile: join(folderOf(values.data), 'states.db'),
    accountId: settings.accountId,
    region: settings.region,
    waitTimeScale: settings.waitTimeScale,
    ...(invokeLambda ? { invokeLambda } : {}),
  });
  const server = states.createServer();
  try {
    await listen(server, port, values.host);
  } catch (error) {
    await states.close();
    throw error;
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  console.log(`states is ready on http://${values.host}:${bound} (data in ${values.data})`);
  console.log(
    settings.lambdaEndpoint !== undefined
      ? `Lambda functions are called at ${settings.lambdaEndpoint}`
      : invokeLambda
        ? `Lambda functions are called in AWS (${settings.region})`
        : 'Lambda tasks fail: neither LAMBDA_ENDPOINT nor AWS credentials are set',
  );
  return untilStopped(states, server);
}

async function untilStopped(states: States, server: Server): Promise<number> {
  const signalled = new Promise<'signal'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve('signal'));
  });
  const ended = await Promise.race([signalled, states.failed]);
  server.close();
  server.closeIdleConnections();
  await states.close({ graceMs: ended === 'signal' ? GRACE_MS : 0 });
  server.closeAllConnections();
  if (ended === 'signal') return 0;
  console.error(`states: ${ended.message}`);
  return 1;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new CommandError(`cannot listen on ${host}:${port}: ${whyNot(cause)}`, { cause });
  }
}

function whyNot(cause: unknown): string {
  const { code } = cause as { code?: unknown };
  switch (code) {
    case 'EADDRINUSE':
      return 'the port is in use';
    case 'EACCES':
      return 'this account may not use the port';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address';
    case 'ENOTFOUND':
      return 'there is no host of that name';
    default:
      return String(code ?? cause);
  }
}

function folderOf(data: string): string {
  try {
    return prepareFolder(data);
  } catch (cause) {
    if (!(cause instanceof FolderUnusableError)) throw cause;
    const { folder, reason } = cause;
    throw new CommandError(
      `the data folder ${folder} cannot be used: ${reason} Name one that can be written with --data.`,
      { cause },
    );
  }
}

function portOf(text: string | undefined): number {
  const port = text === undefined ? PORT : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new CommandError(`the port must be a number from 0 to 65535: '${text}'`);
  }
  return port;
}
