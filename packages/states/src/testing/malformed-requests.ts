// Requests as no client sends them, over a socket, and what may be answered to them. For tests.
import { connect } from 'node:net';
import type { Random } from './random.ts';

/** What a request may be refused with; nothing else, and no 5xx. */
const ERRORS = new Set([
  ...['ActivityDoesNotExist', 'ActivityAlreadyExists', 'ConflictException', 'ExecutionAlreadyExists'],
  ...['ExecutionDoesNotExist', 'ExecutionNotRedrivable', 'InvalidArn', 'InvalidDefinition', 'InvalidExecutionInput'],
  ...['InvalidEncryptionConfiguration', 'InvalidLoggingConfiguration', 'InvalidName', 'InvalidOutput', 'InvalidToken'],
  ...['InvalidTracingConfiguration', 'MissingRequiredParameter', 'ResourceNotFound', 'SerializationException'],
  ...['ServiceQuotaExceededException', 'StateMachineAlreadyExists', 'StateMachineDeleting', 'StateMachineDoesNotExist'],
  ...['StateMachineTypeNotSupported', 'TaskDoesNotExist', 'TaskTimedOut', 'TooManyTags', 'UnknownOperationException'],
  ...['ValidationException', 'RequestEntityTooLarge', 'AccessDeniedException'],
]);
const PATIENCE_MS = 30_000;

export interface Malformed {
  readonly bytes: Buffer;
  /** Broken as HTTP: the server may hang up without a word. */
  readonly mayBeCut: boolean;
}

/** What requests are made of: operations with their members, and values that mean something to the engine that is asked. */
export interface Ingredients {
  readonly operations: readonly (readonly [name: string, members: readonly string[]])[];
  readonly values: readonly unknown[];
}

export function malformedRequest(random: Random, ingredients: Ingredients): Malformed {
  const [operation, members] = random.pick(ingredients.operations);
  const target = `AWSStepFunctions.${operation}`;
  const body = Buffer.from(JSON.stringify(someBody(random, ingredients, members)));
  switch (random.below(14)) {
    case 0:
      return whole(target, random.bytes(random.below(300)));
    case 1:
      // No UTF-8, but JSON around it.
      return whole(
        target,
        Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]),
      );
    case 2:
      return whole(target, body.subarray(0, random.below(body.length)));
    case 3:
      return whole(
        random.pick(['', 'AWSStepFunctions', 'AWSStepFunctions.', 'X.StartExecution', 'AWSStepFunctions.__proto__']),
        body,
      );
    case 4:
      return whole(target, body, {
        'content-type': random.pick(['text/html', 'application/json; charset=latin1', '']),
      });
    case 5:
      return whole(target, body, { 'content-encoding': random.pick(['gzip', 'br', 'nothing']) });
    case 6:
      return whole(
        target,
        Buffer.from(random.pick(['{'.repeat(50_000), '['.repeat(200_000), `{"input":${'[['.repeat(40_000)}`])),
      );
    case 7:
      return whole(
        target,
        Buffer.from(
          `{"${random.pick(members) ?? 'name'}":${random.pick(['1e999', '-0', '1e-400', '9'.repeat(5000), 'NaN', '01'])}}`,
        ),
      );
    case 8:
      if (random.chance(0.05)) return whole(target, Buffer.alloc(10 * 1024 * 1024, 'a'));
      return { bytes: head('POST', target, body.length + 1 + random.below(1000), {}, body), mayBeCut: true };
    case 9:
      return { bytes: Buffer.concat([random.bytes(random.below(200)), Buffer.from('\r\n\r\n')]), mayBeCut: true };
    case 10:
      return {
        bytes: head(random.pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'BREW']), target, body.length, {}, body),
        mayBeCut: true,
      };
    case 11:
      return {
        bytes: head('POST', target, body.length, { 'x-long': 'a'.repeat(random.below(40_000)) }, body),
        mayBeCut: true,
      };
    default:
      return whole(target, body);
  }
}

/** Sends it and says what is wrong with the answer; undefined where nothing is. */
export async function problemWith(port: number, { bytes, mayBeCut }: Malformed): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, PATIENCE_MS);
  // Its end is the request's end: nothing more comes.
  socket.end(bytes);
  await closed;
  clearTimeout(timer);
  if (isLate) return 'it was not answered';
  const answer = Buffer.concat(parts).toString('utf8');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  if (status === 0) return mayBeCut ? undefined : 'the connection was cut';
  if (status >= 500) return `it was answered with ${answer.slice(0, 300)}`;
  if (status < 400) return undefined;
  const type = /"__type":"(\w+)"/.exec(answer)?.[1];
  if (type === undefined)
    return mayBeCut || status === 405 ? undefined : `it was answered with ${answer.slice(0, 300)}`;
  return ERRORS.has(type) ? undefined : `it was answered with ${type}`;
}

function whole(target: string, body: Buffer, headers: Record<string, string> = {}): Malformed {
  return { bytes: head('POST', target, body.length, headers, body), mayBeCut: false };
}

function head(method: string, target: string, length: number, more: Record<string, string>, body: Buffer): Buffer {
  const headers = {
    host: 'localhost',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'content-length': String(length),
    connection: 'close',
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} / HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

function someBody(random: Random, { values }: Ingredients, members: readonly string[]): unknown {
  if (random.chance(0.03)) return random.pick<unknown>([null, 1, 'text', [], [{}], true]);
  const body: Record<string, unknown> = {};
  for (const member of members) if (random.chance(0.8)) body[member] = someValue(random, values, 0);
  if (random.chance(0.1))
    body[random.pick(['__proto__', 'constructor', 'toString', 'extra'])] = someValue(random, values, 0);
  return body;
}

function someValue(random: Random, values: readonly unknown[], depth: number): unknown {
  if (random.chance(0.75)) return random.pick(values);
  if (depth > 3) return null;
  if (random.chance(0.5)) return Array.from({ length: random.below(4) }, () => someValue(random, values, depth + 1));
  const keys = ['key', 'value', 'level', 'enabled', 'type', 'stateMachineVersionArn', 'weight', 'length', '__proto__'];
  const entries = Array.from({ length: random.below(4) }, () => [
    random.pick(keys),
    someValue(random, values, depth + 1),
  ]);
  return Object.fromEntries(entries) as unknown;
}
