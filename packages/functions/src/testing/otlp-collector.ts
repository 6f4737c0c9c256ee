import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ReceivedSpan, readSpans } from './otlp-request.ts';

/** A collector that speaks OTLP over HTTP, and remembers. */
export interface OtlpCollector {
  endpoint: string;
  /** Of what was accepted. */
  spans: ReceivedSpan[];
  /** Whatever came, accepted or not. */
  requests: { path: string; headers: IncomingHttpHeaders; body: Buffer }[];
  /** How it answers: with a status, or not at all. */
  answer: number | 'never';
  stop(): Promise<void>;
}

/** Listens on `port` of the loopback, or on any that is free. */
export async function startCollector(port = 0): Promise<OtlpCollector> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    take(incoming.url ?? '', incoming.headers, Buffer.concat(chunks), outgoing);
  });
  function take(path: string, headers: IncomingHttpHeaders, body: Buffer, outgoing: ServerResponse): void {
    collector.requests.push({ path, headers, body });
    if (collector.answer === 'never') return;
    const isSpans = path === '/v1/traces' && headers['content-type'] === 'application/x-protobuf';
    const status = isSpans ? collector.answer : 404;
    if (status === 200) collector.spans.push(...readSpans(body));
    outgoing.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
  }
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const collector: OtlpCollector = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    requests: [],
    answer: 200,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return collector;
}
