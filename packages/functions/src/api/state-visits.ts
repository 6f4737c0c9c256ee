import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { detailsOf, textOrJson } from './history-view.ts';

/** One time that an execution was in a state. Input and output are parsed JSON. */
export interface StateVisit {
  state: string;
  type: string;
  status: 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';
  enteredAt: string;
  exitedAt?: string;
  enteredEventId: number;
  exitedEventId?: number;
  /** How often its task was started. */
  tries: number;
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  next?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Failures of a task that a state may yet retry or catch. */
const isFailure = (type: string): boolean =>
  /^(Task|LambdaFunction|Activity|Evaluation).*(Failed|TimedOut)$/.test(type);
/** A try that worked: what failed before it was retried. */
const isSuccess = (type: string): boolean => type === 'TaskSucceeded' || type === 'LambdaFunctionSucceeded';
const isTry = (type: string): boolean => type === 'TaskStarted' || type === 'LambdaFunctionStarted';
/** The execution ended here, whatever state it was in. */
const endings: Readonly<Record<string, StateVisit['status']>> = {
  ExecutionFailed: 'failed',
  ExecutionTimedOut: 'failed',
  ExecutionAborted: 'aborted',
};

/**
 * What an execution did, state by state, from its history in the order of events. Each event belongs to the visit that the
 * chain of `previousEventId` leads back to, so branches that run side by side are kept apart. The history is redacted
 * before it comes here.
 */
export function stateVisits(events: readonly HistoryEvent[]): StateVisit[] {
  const visits: StateVisit[] = [];
  const visitByEvent = new Map<number, StateVisit>();
  for (const event of events) {
    const type = event.type ?? '';
    const id = event.id ?? 0;
    const at = event.timestamp?.toISOString() ?? '';
    const details = detailsOf(event);
    const current = visitByEvent.get(event.previousEventId ?? 0);
    if (type.endsWith('StateEntered')) {
      const visit = entered(type, id, at, details);
      if (current) current.next ??= visit.state;
      visits.push(visit);
      visitByEvent.set(id, visit);
      continue;
    }
    if (current) {
      visitByEvent.set(id, current);
      follow(current, type, id, at, details);
    }
    const ending = endings[type];
    if (ending) for (const visit of visits) if (visit.status === 'running') end(visit, ending, details);
    if (type === 'ExecutionRedriven') redriven(visits);
  }
  return visits;
}

function entered(type: string, id: number, at: string, details: Record<string, unknown>): StateVisit {
  const input = text(details.input);
  return {
    state: text(details.name) ?? '',
    type: type.replace(/StateEntered$/, ''),
    status: 'running',
    enteredAt: at,
    enteredEventId: id,
    tries: 0,
    ...(input === undefined ? {} : { input: textOrJson(input) }),
  };
}

function follow(visit: StateVisit, type: string, id: number, at: string, details: Record<string, unknown>): void {
  if (isTry(type)) visit.tries += 1;
  if (isFailure(type)) fail(visit, details);
  if (isSuccess(type)) recovered(visit);
  if (!type.endsWith('StateExited')) return;
  const output = text(details.output);
  visit.status = visit.error === undefined ? 'succeeded' : 'caught';
  visit.exitedAt = at;
  visit.exitedEventId = id;
  if (output !== undefined) visit.output = textOrJson(output);
}

function fail(visit: StateVisit, details: Record<string, unknown>): void {
  const error = text(details.error);
  const cause = text(details.cause);
  visit.error = error ?? 'States.Timeout';
  if (cause === undefined) delete visit.cause;
  else visit.cause = cause;
}

function end(visit: StateVisit, status: StateVisit['status'], details: Record<string, unknown>): void {
  visit.status = status;
  const error = text(details.error);
  const cause = text(details.cause);
  if (error !== undefined) visit.error ??= error;
  if (cause !== undefined) visit.cause ??= cause;
}

/** The state at which it had stopped goes on. */
function redriven(visits: readonly StateVisit[]): void {
  const last = visits.at(-1);
  if (!last || last.status === 'succeeded' || last.status === 'caught') return;
  last.status = 'running';
  recovered(last);
}

function recovered(visit: StateVisit): void {
  delete visit.error;
  delete visit.cause;
}
