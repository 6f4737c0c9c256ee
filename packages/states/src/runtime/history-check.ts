// What is true of every history, whatever happened to the process that wrote it. For tests.
import type { HistoryEvent } from '../history/event.ts';

/** What comes before these on their line. */
const PREDECESSORS: Readonly<Record<string, RegExp>> = {
  TaskScheduled: /^Task(StateEntered|Failed|TimedOut)$/,
  TaskStarted: /^TaskScheduled$/,
  TaskSubmitted: /^TaskStarted$/,
  TaskSucceeded: /^Task(Started|Submitted)$/,
  TaskFailed: /^Task(Started|Submitted)$/,
  TaskTimedOut: /^Task(Started|Submitted)$/,
  TaskStateExited: /^(Task|Activity)(Succeeded|Failed|TimedOut)$/,
  ActivityScheduled: /^(TaskStateEntered|ActivityFailed|ActivityTimedOut)$/,
  ActivityStarted: /^ActivityScheduled$/,
  ActivitySucceeded: /^ActivityStarted$/,
  ActivityFailed: /^ActivityStarted$/,
  ActivityTimedOut: /^Activity(Scheduled|Started)$/,
  WaitStateExited: /^WaitStateEntered$/,
};

export interface HistoryRules {
  /** How often a state may be entered. */
  entriesMax(state: string): number;
  /** TimeoutSeconds and HeartbeatSeconds of tasks, and Seconds of Wait states, by state; what is not listed is not looked at. */
  readonly timeoutSeconds?: Readonly<Record<string, number>>;
  readonly heartbeatSeconds?: Readonly<Record<string, number>>;
  readonly waitSeconds?: Readonly<Record<string, number>>;
}

const END = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;
/** From these several lines go on. */
const FORK = /^(ParallelStateStarted|MapStateStarted|MapIteration\w+)$/;
/** These are recorded beside their line: what comes next follows the same event as they do. */
const BESIDE =
  /^(ExecutionStarted|ExecutionRedriven|EvaluationFailed|(Task|Wait)StateAborted|MapIteration\w+|(Parallel|Map)State(Succeeded|Failed))$/;

/** What is wrong with a history; nothing, where it is sound. */
export function historyProblems(events: readonly HistoryEvent[], status: string, rules: HistoryRules): string[] {
  const problems: string[] = [];
  checkOrder(events, problems);
  checkEnds(events, status, problems);
  checkEntries(events, rules, problems);
  checkLines(events, problems);
  checkTimes(events, rules, problems);
  return problems;
}

function checkOrder(events: readonly HistoryEvent[], problems: string[]): void {
  for (const [index, event] of events.entries()) {
    if (event.id !== index + 1) {
      problems.push(`event ${event.id} stands where ${index + 1} belongs`);
      return;
    }
    if (event.previousEventId >= event.id) problems.push(`event ${event.id} follows ${event.previousEventId}`);
    const before = events[index - 1];
    if (before && before.timestampMs > event.timestampMs)
      problems.push(`event ${event.id} is older than the one before`);
  }
  if (events[0]?.type !== 'ExecutionStarted') problems.push('the history does not begin with its start');
  if (events.filter(({ type }) => type === 'ExecutionStarted').length > 1) problems.push('it was started twice');
}

/** Ends and redrives take turns, and the last end is what the execution's status says. */
function checkEnds(events: readonly HistoryEvent[], status: string, problems: string[]): void {
  let ended: string | undefined;
  for (const { type } of events) {
    if (ended !== undefined && type !== 'ExecutionRedriven') problems.push(`${type} comes after ${ended}`);
    if (ended === undefined && type === 'ExecutionRedriven') problems.push('what runs was redriven');
    if (END.test(type)) ended = type;
    if (type === 'ExecutionRedriven') ended = undefined;
  }
  const wanted = ended?.replace('Execution', '').replace('TimedOut', 'TIMED_OUT').toUpperCase() ?? 'RUNNING';
  if (wanted !== status) problems.push(`its history ends as ${wanted}, its status is ${status}`);
}

function checkEntries(events: readonly HistoryEvent[], rules: HistoryRules, problems: string[]): void {
  const entered = new Map<string, number>();
  const exited = new Map<string, number>();
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const event of events) {
    if (event.type.endsWith('StateEntered') && 'name' in event) count(entered, event.name);
    if (event.type.endsWith('StateExited') && 'name' in event) count(exited, event.name);
  }
  for (const [state, times] of entered) {
    if (times > rules.entriesMax(state)) problems.push(`it entered ${state} ${times} times`);
  }
  for (const [state, times] of exited) {
    if (times > (entered.get(state) ?? 0)) problems.push(`it left ${state} more often than it entered it`);
  }
}

/** On one line each event is followed by one other: a second one is something done twice. */
function checkLines(events: readonly HistoryEvent[], problems: string[]): void {
  const followers = new Map<number, HistoryEvent[]>();
  const redriven = events.findIndex(({ type }) => type === 'ExecutionRedriven') + 1 || Number.POSITIVE_INFINITY;
  for (const event of events) {
    // Lines that are taken up again all go on from the last event, whosever it was.
    if (BESIDE.test(event.type) || event.id >= redriven) continue;
    const wanted = PREDECESSORS[event.type];
    const previous = events[event.previousEventId - 1];
    if (wanted && !(previous && wanted.test(previous.type)))
      problems.push(`${event.type} ${event.id} follows ${previous?.type} ${previous?.id}`);
    const all = followers.get(event.previousEventId) ?? [];
    all.push(event);
    followers.set(event.previousEventId, all);
  }
  for (const [id, all] of followers) {
    const before = events[id - 1];
    if (all.length < 2 || (before && FORK.test(before.type))) continue;
    // The end of an execution cuts lines short, and follows one of them.
    if (all.filter(({ type }) => !END.test(type)).length < 2) continue;
    problems.push(`${all.map((event) => `${event.type} ${event.id}`).join(' and ')} follow ${before?.type} ${id}`);
  }
}

function checkTimes(events: readonly HistoryEvent[], rules: HistoryRules, problems: string[]): void {
  /** The state that an event's line is in, and the event that entered it. */
  const entries = new Map<number, { readonly state: string; readonly atMs: number }>();
  const scheduledMs = new Map<number, number>();
  const early = (event: HistoryEvent, state: string, what: string, sinceMs: number, seconds: number | undefined) => {
    if (seconds !== undefined && event.timestampMs < sinceMs + seconds * 1000) {
      problems.push(`${what} of ${state} came ${(sinceMs + seconds * 1000 - event.timestampMs) / 1000} s early`);
    }
  };
  let redriven = false;
  for (const event of events) {
    if (event.type === 'ExecutionRedriven') redriven = true;
    const entry =
      event.type.endsWith('StateEntered') && 'name' in event
        ? { state: event.name, atMs: event.timestampMs }
        : entries.get(event.previousEventId);
    if (entry) entries.set(event.id, entry);
    if (event.type === 'TaskScheduled' || event.type === 'ActivityScheduled')
      scheduledMs.set(event.id, event.timestampMs);
    else scheduledMs.set(event.id, scheduledMs.get(event.previousEventId) ?? Number.NEGATIVE_INFINITY);
    // A line that was taken up again has begun its waits anew: its events follow others.
    if (!entry || redriven) continue;
    const sinceMs = scheduledMs.get(event.id) ?? Number.NEGATIVE_INFINITY;
    if (event.type === 'WaitStateExited')
      early(event, entry.state, 'the end', entry.atMs, rules.waitSeconds?.[entry.state]);
    if (event.type === 'TaskTimedOut' || event.type === 'ActivityTimedOut') {
      const limits = event.error === 'States.HeartbeatTimeout' ? rules.heartbeatSeconds : rules.timeoutSeconds;
      early(event, entry.state, String(event.error), sinceMs, limits?.[entry.state]);
    }
  }
}
