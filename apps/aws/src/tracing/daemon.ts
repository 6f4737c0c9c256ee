import { createSocket, type Socket } from 'node:dgram';
import type { Segment } from './segment.ts';

/** Where X-Ray's daemon listens, which Lambda runs beside every function that is traced. */
export interface DaemonAddress {
  host: string;
  port: number;
}

/** `169.254.100.1:2000`; undefined where there is none, or it is unreadable: then nothing is sent. */
export function daemonAddress(text: string | undefined): DaemonAddress | undefined {
  // With separate addresses for UDP and TCP it is `tcp:host:port udp:host:port`.
  const udp =
    text
      ?.split(' ')
      .find((part) => part.startsWith('udp:'))
      ?.slice(4) ?? text;
  const match = /^([\w.-]+|\[[\da-f:]+\]):(\d{1,5})$/iu.exec(udp ?? '');
  return match ? { host: (match[1] as string).replace(/^\[|\]$/gu, ''), port: Number(match[2]) } : undefined;
}

const HEADER = '{"format":"json","version":1}\n';
/** What a datagram holds at most, and X-Ray takes of one document. */
const BYTES_MAX = 63 * 1024;

/** Sends documents to the daemon, one in a datagram, as it wants them. Never rejects: traces are not worth a failure. */
export function daemonSender({ host, port }: DaemonAddress): (segments: readonly Segment[]) => Promise<void> {
  let socket: Socket | undefined;
  const open = (): Socket => {
    const opened = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    // The process may end while it is open.
    opened.unref();
    opened.on('error', () => {
      opened.close();
      socket = undefined;
    });
    return opened;
  };
  return async (segments) => {
    await Promise.all(
      segments.map((segment) => {
        const datagram = Buffer.from(HEADER + JSON.stringify(segment));
        if (datagram.length > BYTES_MAX) return undefined;
        socket ??= open();
        const { promise, resolve } = Promise.withResolvers<void>();
        socket.send(datagram, port, host, () => resolve());
        return promise;
      }),
    );
  };
}
