// Sends spans to a collector, from a thread of its own.
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Service } from './otlp-span.ts';
import type { ExportData, ExportFailure, ExportOutcome } from './span-export-thread.ts';
import type { SpanRecord } from './span-record.ts';

/** A collector that takes OTLP over HTTP. */
export interface Collector {
  /** Its address; spans go to `/v1/traces` below it. */
  endpoint: string;
  /** Sent with every request; may hold secrets. */
  headers: Readonly<Record<string, string>>;
}

/** Where spans are posted to. */
export const spansAddress = ({ endpoint }: Collector): string => `${endpoint}/v1/traces`;

export interface SpanExportOptions {
  collector: Collector;
  service: Service;
  /** Told once when spans do not arrive, and not more than once a minute. */
  onFault(reason: string): void;
  /** Told once when they arrive again, with how many were lost meanwhile. */
  onRecovery(lost: number): void;
  pace?: Partial<Pace>;
}

/** How often and how long; the defaults are for a collector, others for tests. */
export interface Pace {
  /** From a span's end until it is sent, with what comes meanwhile. */
  gatherMs: number;
  /** Until the first try after a failure; twice as long after each further one, up to `backOffMsMax`. */
  backOffMs: number;
  backOffMsMax: number;
  /** As long the exporter tries by itself to send something. */
  tryMs: number;
  /** As long the thread may take for that; then it is ended. */
  answerMs: number;
  /** As long a stop may wait for what is not sent yet. */
  stopMs: number;
  /** Between two faults that are told. */
  quietMs: number;
}

/** Sends spans; never throws, and never keeps anybody waiting. */
export interface SpanExport {
  take(span: SpanRecord): void;
  /** Sends what is left, for as long as a stop may wait. */
  close(): Promise<void>;
}

const usualPace: Pace = {
  gatherMs: 1000,
  backOffMs: 5000,
  backOffMsMax: 60_000,
  tryMs: 10_000,
  answerMs: 20_000,
  stopMs: 2000,
  quietMs: 60_000,
};
/** Some two megabytes; the oldest go when there are more. */
const WAITING_MAX = 4096;
const SENT_AT_ONCE_MAX = 512;

const fromSources = import.meta.url.endsWith('.ts');
const THREAD = new URL(fromSources ? './span-export-thread.ts' : './span-export-thread.js', import.meta.url);

const ended: ExportFailure = { isTaken: false, mayRetry: true, reason: 'the thread that sends them ended' };
const late: ExportFailure = { isTaken: false, mayRetry: true, reason: 'the collector did not answer in time' };

/** The exporter's library is loaded by the thread alone, which gets nothing of the environment: only `collector` counts. */
export function openSpanExport(options: SpanExportOptions): SpanExport {
  const { collector, service, onFault, onRecovery } = options;
  const pace = { ...usualPace, ...options.pace };
  const { headers } = collector;
  const data: ExportData = { url: spansAddress(collector), headers, service, tryMs: pace.tryMs };
  let waiting: SpanRecord[] = [];
  /** What the thread has and has said nothing about yet. */
  let underWay: SpanRecord[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let answerTimer: NodeJS.Timeout | undefined;
  let failures = 0;
  let lost = 0;
  let isFaultTold = false;
  let toldMs = Number.NEGATIVE_INFINITY;
  /** Set by a stop, and called when nothing is left to do for it. */
  let stop: (() => void) | undefined;
  let worker: Worker | undefined;
  // Before there is anything to send: at a stop soon after the start there would be no time for it.
  thread();

  /** Undefined where the system has no thread to give; another time perhaps. */
  function thread(): Worker | undefined {
    try {
      worker ??= startThread();
    } catch {
      return undefined;
    }
    return worker;
  }

  function startThread(): Worker {
    const started = new Worker(THREAD, {
      workerData: data,
      name: 'span-export',
      env: {},
      ...(fromSources ? { execArgv: ['--conditions=source', '--no-warnings'] } : {}),
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    });
    const forget = (): void => {
      if (worker !== started) return;
      worker = undefined;
      if (underWay) settle(ended);
    };
    started.on('message', (outcome: ExportOutcome) => worker === started && settle(outcome));
    // Without somebody who listens, what ends the thread would end the process.
    started.on('error', forget);
    started.on('exit', forget);
    started.unref();
    return started;
  }

  function giveUpOnThread(): void {
    const slow = worker;
    worker = undefined;
    void slow?.terminate();
    settle(late);
  }

  function send(): void {
    clearTimeout(timer);
    timer = undefined;
    if (underWay || waiting.length === 0) return;
    underWay = waiting.splice(0, SENT_AT_ONCE_MAX);
    const started = thread();
    if (started) {
      started.postMessage(underWay);
      answerTimer = setTimeout(giveUpOnThread, pace.answerMs).unref();
    } else settle(ended);
  }

  function sendLater(afterMs: number): void {
    timer ??= setTimeout(send, afterMs).unref();
  }

  function settle(outcome: ExportOutcome): void {
    clearTimeout(answerTimer);
    const sent = underWay ?? [];
    underWay = undefined;
    if (outcome.isTaken) arrived();
    else failed(sent, outcome);
    if (stop && (!outcome.isTaken || waiting.length === 0)) stop();
    else if (stop || (failures === 0 && waiting.length >= SENT_AT_ONCE_MAX)) send();
    else if (waiting.length > 0) sendLater(failures === 0 ? pace.gatherMs : backOffMs());
  }

  function arrived(): void {
    failures = 0;
    if (isFaultTold) onRecovery(lost);
    isFaultTold = false;
    lost = 0;
  }

  function failed(sent: readonly SpanRecord[], { mayRetry, reason }: ExportFailure): void {
    failures += 1;
    if (mayRetry) waiting = [...sent, ...waiting];
    else lost += sent.length;
    keepNewest();
    const nowMs = performance.now();
    if (isFaultTold || nowMs - toldMs < pace.quietMs) return;
    isFaultTold = true;
    toldMs = nowMs;
    onFault(reason);
  }

  const backOffMs = (): number => Math.min(pace.backOffMsMax, pace.backOffMs * 2 ** (failures - 1));

  function keepNewest(): void {
    if (waiting.length <= WAITING_MAX) return;
    lost += waiting.splice(0, Math.max(SENT_AT_ONCE_MAX, waiting.length - WAITING_MAX)).length;
  }

  return {
    take(span) {
      if (stop) return;
      waiting.push(span);
      keepNewest();
      if (!underWay) sendLater(pace.gatherMs);
    },
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      stop = resolve;
      // Keeps the process alive: the thread does not.
      const limit = setTimeout(resolve, pace.stopMs);
      send();
      if (!underWay) resolve();
      await promise;
      clearTimeout(limit);
      clearTimeout(timer);
      clearTimeout(answerTimer);
      const last = worker;
      worker = undefined;
      underWay = undefined;
      waiting = [];
      await last?.terminate();
    },
  };
}
