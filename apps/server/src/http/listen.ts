import type { Server } from 'node:http';

/** The port cannot be listened on; the message says why and what to do. */
export class PortUnusable extends Error {
  readonly code = 'port-unusable';
}

const CLOSE_MS = 5_000;

/** Listens; returns what ends it: no new requests, those under way get a few seconds. @throws PortUnusable */
export function listen(server: Server, port: number, host: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) =>
      reject(new PortUnusable(reasonOf(cause, port, host), { cause })),
    );
    server.listen(port, host, () => resolve(() => close(server)));
  });
}

function reasonOf({ code, message }: { code?: string; message: string }, port: number, host: string): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use by another program. Stop that program, or set PORT to another port.`;
  if (code === 'EACCES') return `This account may not listen on port ${port}. Set PORT to one from 1024.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `This machine has no address ${host}. Mend RESIT_HOST.`;
  return `Port ${port} cannot be listened on: ${message}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
