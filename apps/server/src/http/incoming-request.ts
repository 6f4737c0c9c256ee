import type { IncomingMessage } from 'node:http';
import { type GatewayRequest, RequestAborted, RequestTooLarge } from '../gateway/received-request.ts';

/** A request of the HTTP server as the gateway takes it. */
export function incomingRequest(incoming: IncomingMessage): GatewayRequest {
  const header: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) header[name] = typeof value === 'string' ? value : value.join(', ');
  return {
    method: incoming.method ?? 'GET',
    url: incoming.url ?? '/',
    header,
    read: (bytesMax) => readBody(incoming, bytesMax),
  };
}

function readBody(incoming: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // What says beforehand that it is too long is not begun to be read.
    if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) {
      reject(new RequestTooLarge('The body is too large.'));
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) reject(new RequestTooLarge('The body is too large.'));
      else chunks.push(chunk);
    });
    incoming.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // Comes after the end too, where it says nothing new.
    incoming.once('close', () => {
      if (!incoming.readableEnded) reject(new RequestAborted('The request was broken off.'));
    });
    incoming.once('error', (cause) => reject(new RequestAborted('The request was broken off.', { cause })));
  });
}
