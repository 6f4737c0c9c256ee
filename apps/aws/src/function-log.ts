import { createLog, type Log } from '@resit/functions/hosting/log';

/** One JSON object a line on standard output, as Lambda's structured logs take it. */
export const log: Log = createLog('info', { write: (line) => void process.stdout.write(line) });

/** Faults of ours in answering a request. */
export const onFault = (error: unknown, requestId: string): void => log.error('fault', { requestId }, error);
