import { type DestinationStream, type LevelWithSilent, pino } from 'pino';

/**
 * Everything that a log line may say beside its event: ids, counts, times and the like. What is not here cannot be
 * logged: no name, address, answer, code or token has a field.
 */
export interface LogFields {
  requestId?: string;
  traceId?: string;
  method?: string;
  /** Path template or the first part of the path, never the path itself. */
  route?: string;
  status?: number;
  durationMs?: number;
  sub?: string;
  clientId?: string;
  incidentId?: string;
  examId?: string;
  executionName?: string;
  mailId?: string;
  attempts?: number;
  count?: number;
  port?: number;
  host?: string;
  origin?: string;
  dataFolder?: string;
  version?: string;
  speed?: number;
  outageMs?: number;
  reason?: string;
  signal?: string;
}

const allowed: ReadonlySet<string> = new Set([
  'requestId',
  'traceId',
  'method',
  'route',
  'status',
  'durationMs',
  'sub',
  'clientId',
  'incidentId',
  'examId',
  'executionName',
  'mailId',
  'attempts',
  'count',
  'port',
  'host',
  'origin',
  'dataFolder',
  'version',
  'speed',
  'outageMs',
  'reason',
  'signal',
  'error',
] satisfies (keyof LogFields | 'error')[]);

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields, error?: unknown): void;
  error(event: string, fields?: LogFields, error?: unknown): void;
}

/** Structured log lines, one JSON object each. */
export function createLog(level: LevelWithSilent, destination: DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => allowed.has(name))),
      },
    },
    destination,
  );
  const withError = (fields: LogFields, error: unknown) =>
    error === undefined ? fields : { ...fields, error: describe(error) };
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}, error = undefined) => logger.warn(withError(fields, error), event),
    error: (event, fields = {}, error = undefined) => logger.error(withError(fields, error), event),
  };
}

interface Described {
  name: string;
  code?: string;
  message: string;
  at: string[];
  cause?: Described;
}

/** An error as far as it may be told: what looks like personal or secret data is taken out of its words. */
function describe(error: unknown, depth = 0): Described {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: typeof error, at: [] };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: scrub(error.message),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /u.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 3 ? { cause: describe(error.cause, depth + 1) } : {}),
  };
}

/** Takes mail addresses, quoted texts, long runs of letters and digits, and numbers of six digits or more out of a text. */
export const scrub = (text: string): string =>
  text
    .slice(0, 500)
    .replace(/[^\s@<>"]+@[^\s@<>"]+/gu, '[address]')
    .replace(/"[^"]*"/gu, '[text]')
    .replace(/[A-Za-z0-9+/_=-]{24,}/gu, '[long]')
    .replace(/\d{6,}/gu, '[number]');
