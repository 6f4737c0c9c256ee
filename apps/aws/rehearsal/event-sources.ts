import { matches } from './event-pattern.ts';
import { call } from './http.ts';
import { authorizationOf } from './keys.ts';
import type { DeployedFunction, Lambda } from './lambda.ts';
import { REGION } from './place.ts';
import { list, type Resolved, record } from './template.ts';

/** An event source mapping of the template. */
export interface Mapping {
  of: DeployedFunction;
  patterns: unknown[];
  batchSize: number;
  windowMs: number;
  retriesMax: number;
  undelivered: string | undefined;
}

/** The mappings of the table's stream that the template asks for. */
export function streamMappings(template: Resolved, functions: readonly DeployedFunction[]): Mapping[] {
  return functions.flatMap((of) =>
    Object.values(record(template.functionProperties(of.logicalId).Events)).flatMap((event) => {
      const { Type, Properties } = record(event);
      if (Type !== 'DynamoDB') return [];
      const properties = record(Properties);
      const undelivered = record(record(properties.DestinationConfig).OnFailure).Destination;
      return [
        {
          of,
          patterns: list(record(properties.FilterCriteria).Filters).map(
            (filter) => JSON.parse(String(record(filter).Pattern)) as unknown,
          ),
          batchSize: Number(properties.BatchSize ?? 100),
          windowMs: Number(properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
          retriesMax: Number(properties.MaximumRetryAttempts ?? 3),
          undelivered: typeof undelivered === 'string' ? undelivered : undefined,
        },
      ];
    }),
  );
}

/** A stream did not answer as it should. */
export class StreamUnreadable extends Error {
  readonly code = 'stream-unreadable';
}

/** A record as a function gets it, but for where it is from. */
type StreamRecord = Readonly<Record<string, unknown>>;
interface Description {
  StreamDescription: { Shards: { ShardId: string }[] };
}
interface Page {
  Records: StreamRecord[];
  NextShardIterator?: string;
}

/** How often Lambda looks into a shard. */
const POLL_MS = 250;

export interface PollerOptions {
  mapping: Mapping;
  lambda: Lambda;
  /** Of the services. */
  port: number;
  tableName: string;
  streamArn: string;
  giveUp(role: string, queueArn: string, message: object): Promise<void>;
}

/** Reads the table's stream for a function, as Lambda does under the function's role, and hands it what its filters let through. */
export class StreamPoller {
  readonly #options: PollerOptions;
  #iterators: string[] = [];
  #buffer: StreamRecord[] = [];
  #bufferedSinceMs = 0;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();
  /** Completed looks that found nothing, in a row. */
  emptyPolls = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Where it is, from now on. */
  async start(): Promise<void> {
    const { Streams } = await this.#ask<{ Streams: { StreamArn: string }[] }>('ListStreams', {
      TableName: this.#options.tableName,
    });
    const StreamArn = Streams[0]?.StreamArn;
    const { StreamDescription } = await this.#ask<Description>('DescribeStream', { StreamArn });
    for (const { ShardId } of StreamDescription.Shards) {
      const input = { StreamArn, ShardId, ShardIteratorType: 'LATEST' };
      const { ShardIterator } = await this.#ask<{ ShardIterator: string }>('GetShardIterator', input);
      this.#iterators.push(ShardIterator);
    }
    this.#running = this.#run();
  }

  get isIdle(): boolean {
    return this.#buffer.length === 0 && this.emptyPolls >= 2;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const read = await this.#poll();
      this.emptyPolls = read === 0 ? this.emptyPolls + 1 : 0;
      const { batchSize, windowMs } = this.#options.mapping;
      while (
        this.#buffer.length >= batchSize ||
        (this.#buffer.length > 0 && Date.now() - this.#bufferedSinceMs >= windowMs)
      )
        await this.#deliver(this.#buffer.splice(0, batchSize));
      if (read === 0) await new Promise((resume) => setTimeout(resume, POLL_MS));
    }
  }

  async #poll(): Promise<number> {
    let read = 0;
    const next: string[] = [];
    for (const ShardIterator of this.#iterators) {
      const page = await this.#ask<Page>('GetRecords', { ShardIterator });
      read += page.Records.length;
      if (page.NextShardIterator !== undefined) next.push(page.NextShardIterator);
      const { patterns } = this.#options.mapping;
      const wanted = page.Records.filter(
        (each) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, each)),
      );
      if (this.#buffer.length === 0) this.#bufferedSinceMs = Date.now();
      this.#buffer.push(...wanted);
    }
    this.#iterators = next;
    return read;
  }

  async #ask<T>(action: string, input: object): Promise<T> {
    const { mapping, port } = this.#options;
    const answered = await call({
      port,
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${action}`,
        authorization: authorizationOf(mapping.of.role, 'dynamodb'),
      },
      body: JSON.stringify(input),
    });
    if (answered.status !== 200) throw new StreamUnreadable(`${action}: ${answered.body.toString('utf8')}`);
    return JSON.parse(answered.body.toString('utf8')) as T;
  }

  async #deliver(records: StreamRecord[]): Promise<void> {
    const { mapping, lambda, streamArn, giveUp } = this.#options;
    const payload = JSON.stringify({
      Records: records.map((each) => ({ ...each, awsRegion: REGION, eventSourceARN: streamArn })),
    });
    for (let tries = 0; tries <= mapping.retriesMax && !this.#isStopped; tries += 1) {
      const { error, requestId } = await lambda.invoke(mapping.of.logicalId, payload);
      if (error === undefined) return;
      if (tries === mapping.retriesMax && mapping.undelivered !== undefined)
        await giveUp(mapping.of.role, mapping.undelivered, {
          version: '1.0',
          requestContext: {
            requestId,
            functionArn: mapping.of.arn,
            condition: 'RetryAttemptsExhausted',
            approximateInvokeCount: tries + 1,
          },
          DDBStreamBatchInfo: { batchSize: records.length, streamArn },
        });
    }
  }
}
