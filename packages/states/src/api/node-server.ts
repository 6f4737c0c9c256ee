import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Engine } from '../runtime/engine.ts';
import { answerHeaders, callerOf, type HandlerOptions, tooLarge } from './fetch-handler.ts';
import { answer, BODY_BYTES_MAX, BODY_PARTS_MAX } from './handle.ts';

/** A client gets so long to send its request: a slow one ties up a socket, nothing else. */
const REQUEST_MS_MAX = 60_000;

/** The engine behind an HTTP server of its own: `POST /` speaks AWS JSON 1.0, `GET /health` says that it is there. */
export function nodeServer(engine: Engine, options: HandlerOptions): Server {
  const server = createServer((request, response) => {
    serve(engine, options, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_MS_MAX;
  return server;
}

async function serve(
  engine: Engine,
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/health') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end();
    return;
  }
  const body = await readBody(request);
  const target = request.headers['x-amz-target'];
  const answered =
    body === undefined
      ? tooLarge()
      : await answer(engine, {
          target: typeof target === 'string' ? target : '',
          body,
          caller: callerOf(request.headers.authorization, options.account),
        });
  const bytes = Buffer.from(answered.body, 'utf8');
  response.writeHead(answered.status, {
    ...answerHeaders(answered, options.newId()),
    'content-length': bytes.length,
    // What was too large is not read to its end.
    ...(body === undefined ? { connection: 'close' } : {}),
  });
  response.end(bytes);
}

/** The body as text; undefined when it is larger than anything allowed, or comes in more pieces than anybody sends: then it is not read to its end. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const parts: Buffer[] = [];
  let size = 0;
  request.on('data', (part: Buffer) => {
    size += part.length;
    parts.push(part);
    if (size <= BODY_BYTES_MAX && parts.length <= BODY_PARTS_MAX) return;
    request.pause();
    request.removeAllListeners('data');
    parts.length = 0;
    resolve(undefined);
  });
  request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
  request.on('error', reject);
  return promise;
}
