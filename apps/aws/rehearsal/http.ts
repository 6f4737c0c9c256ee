import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came whole. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export interface Reply {
  status: number;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: string | Buffer;
}

export interface LocalServer {
  port: number;
  close(): Promise<void>;
}

export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Serves on a free port of loopback. */
export async function serveLocally(answer: (received: Received) => Promise<Reply>): Promise<LocalServer> {
  const server: Server = createServer(async (message, response) => {
    try {
      const { method = 'GET', url = '/', headers } = message;
      const {
        status,
        headers: given = {},
        body = '',
      } = await answer({ method, url, headers, body: await bodyOf(message) });
      response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...given });
      response.end(body);
    } catch (error) {
      response.writeHead(500);
      response.end(String(error));
    }
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export interface Call {
  port: number;
  method: string;
  path: string;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: string | Buffer;
}
export interface Called {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends a request to a port of loopback, under whatever headers, Host among them. Tries again if a kept connection was just closed. */
export async function call(sent: Call, again = true): Promise<Called> {
  try {
    return await callOnce(sent);
  } catch (error) {
    if (again && (error as { code?: unknown }).code === 'ECONNRESET') return call(sent, false);
    throw error;
  }
}

function callOnce({ port, method, path, headers = {}, body }: Call): Promise<Called> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent, headers: { ...headers, ...length } },
      (message) => {
        bodyOf(message).then(
          (all) => resolve({ status: message.statusCode ?? 0, headers: message.headers, body: all }),
          reject,
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
