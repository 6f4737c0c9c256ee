import type { Engine } from '../runtime/engine.ts';
import { answerHeaders, callerOf, type HandlerOptions, tooLarge } from './fetch-handler.ts';
import { answer, BODY_BYTES_MAX } from './handle.ts';

/** What an AWS SDK v3 client hands to its request handler, as far as it matters here. */
export interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SdkResponse {
  readonly statusCode: number;
  readonly reason?: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A request handler for `new SFNClient({ requestHandler })`: the engine in the same process, no socket in between. */
export interface SdkRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

export function sdkHandler(engine: Engine, options: HandlerOptions): SdkRequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request) {
      const body = textOf(request.body);
      const answered =
        Buffer.byteLength(body) > BODY_BYTES_MAX
          ? tooLarge()
          : await answer(engine, {
              target: header(request, 'x-amz-target') ?? '',
              body,
              caller: callerOf(header(request, 'authorization'), options.account),
              traceHeader: header(request, 'x-amzn-trace-id'),
            });
      return {
        response: {
          statusCode: answered.status,
          headers: answerHeaders(answered, options.newId()),
          body: Buffer.from(answered.body, 'utf8'),
        },
      };
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** The SDK writes its bodies as text for this protocol. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8') : '';
}

function header(request: SdkRequest, name: string): string | undefined {
  const exact = request.headers[name];
  if (exact !== undefined) return exact;
  const found = Object.keys(request.headers).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : request.headers[found];
}
