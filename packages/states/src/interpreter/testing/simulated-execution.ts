import { createEvaluator } from '../../asl/jsonata/evaluate.ts';
import { parseDefinition } from '../../asl/parse.ts';
import type { Program } from '../../asl/program.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { decodeEvents, encodeEvents } from '../../history/stored.ts';
import { advance } from '../advance.ts';
import type { Execution } from '../execution.ts';
import { openTasks, openTimers } from '../open-waits.ts';
import type { Command, Effect, ExecutionContext, Host, ScheduleTask } from '../types.ts';

export type Answer = { readonly output: unknown } | { readonly error: string; readonly cause?: string } | 'none';

interface Options {
  /** What a task answers; 'none' leaves it open. */
  readonly answer?: (task: ScheduleTask) => Answer;
  readonly maxSteps?: number;
  readonly random?: () => number;
  readonly input?: unknown;
}

const evaluate = createEvaluator();

/**
 * An execution on a virtual clock, for tests. Between any two commands everything goes through its stored form, and what
 * the effects say is open is held against what the stored execution says.
 */
export class SimulatedExecution {
  readonly events: HistoryEvent[] = [];
  readonly tasks: ScheduleTask[] = [];
  ended: Extract<Effect, { kind: 'ended' }> | undefined;
  nowMs = Date.UTC(2026, 0, 1);
  /** How often the execution's input was asked for. */
  inputReads = 0;
  execution: Execution | undefined;
  private readonly program: Program;
  private readonly timers = new Map<number, number>();
  private readonly open = new Map<number, ScheduleTask>();
  private readonly options: Options;
  private readonly input: string;
  private ids = 0;

  constructor(definition: unknown, options: Options = {}) {
    const { program, diagnostics } = parseDefinition(JSON.stringify(definition));
    if (program === undefined) throw new InvalidTestDefinition(JSON.stringify(diagnostics));
    this.program = program;
    this.options = options;
    this.input = JSON.stringify(options.input ?? {});
  }

  static async run(definition: unknown, options?: Options): Promise<SimulatedExecution> {
    const simulated = new SimulatedExecution(definition, options);
    await simulated.start();
    await simulated.settle();
    return simulated;
  }

  start(): Promise<boolean> {
    return this.send({ kind: 'start', input: this.input });
  }

  /** Fires timers and answers tasks until nothing more comes of itself. */
  async settle(): Promise<void> {
    while (this.ended === undefined && (await this.fireNext())) {
      // one timer after another
    }
  }

  /** Moves the clock to the next timer and fires it. */
  async fireNext(): Promise<boolean> {
    const next = [...this.timers].sort(([, a], [, b]) => a - b)[0];
    if (next === undefined) return false;
    const [seq, dueMs] = next;
    this.nowMs = Math.max(this.nowMs, dueMs);
    this.timers.delete(seq);
    return this.send({ kind: 'timer-fired', seq });
  }

  /** @returns whether it made any difference */
  async send(command: Command): Promise<boolean> {
    const before: Execution | undefined = this.execution && JSON.parse(JSON.stringify(this.execution));
    const outcome = await advance(this.program, before, command, this.host(), evaluate);
    if (!outcome.applied) return false;
    this.execution = JSON.parse(JSON.stringify(outcome.execution)) as Execution;
    if (outcome.events.length > 0) this.events.push(...decodeEvents(encodeEvents(outcome.events)));
    if (command.kind === 'redrive') this.ended = undefined;
    const scheduled: ScheduleTask[] = [];
    let unfinished = false;
    for (const effect of outcome.effects) {
      switch (effect.kind) {
        case 'schedule-task':
          this.tasks.push(effect);
          this.open.set(effect.seq, effect);
          scheduled.push(effect);
          break;
        case 'set-timer':
          this.timers.set(effect.seq, effect.dueMs);
          break;
        case 'close':
          this.timers.delete(effect.seq);
          this.open.delete(effect.seq);
          break;
        case 'ended':
          this.ended = effect;
          break;
        case 'continue':
          unfinished = true;
      }
    }
    if (command.kind === 'task-submitted') this.open.delete(command.seq);
    this.checkOpenWaits();
    if (unfinished) await this.send({ kind: 'continue' });
    for (const task of scheduled) await this.answer(task);
    return true;
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  get output(): unknown {
    return this.ended?.output === undefined ? undefined : JSON.parse(this.ended.output);
  }

  private async answer(task: ScheduleTask): Promise<void> {
    const answer = this.options.answer?.(task) ?? 'none';
    if (answer === 'none') return;
    const { seq } = task;
    if (task.waitsForToken && 'output' in answer) {
      await this.send({ kind: 'task-submitted', seq, output: JSON.stringify(answer.output) });
    } else if ('output' in answer) {
      await this.send({ kind: 'task-succeeded', seq, output: JSON.stringify(answer.output) });
    } else await this.send({ kind: 'task-failed', seq, ...answer });
  }

  private checkOpenWaits(): void {
    if (this.execution === undefined) return;
    const timers = openTimers(this.execution).map(({ seq, dueMs }) => [seq, dueMs]);
    const tasks = openTasks(this.program, this.execution);
    const kept = JSON.stringify({
      timers: [...this.timers].sort(([a], [b]) => a - b),
      tasks: [...this.open.values()].map(shown),
    });
    const derived = JSON.stringify({ timers: timers.sort(([a = 0], [b = 0]) => a - b), tasks: tasks.map(shown) });
    if (kept !== derived) throw new OpenWaitsDiffer(`effects say ${kept}, the execution says ${derived}`);
  }

  private host(): Host {
    const context: ExecutionContext = {
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
      executionName: 'e',
      roleArn: 'arn:aws:iam::123456789012:role/r',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
      stateMachineName: 'm',
      region: 'us-east-1',
      input: () => {
        this.inputReads += 1;
        return this.input;
      },
    };
    return {
      nowMs: this.nowMs,
      random: this.options.random ?? (() => 0.5),
      newId: () => `00000000-0000-4000-8000-${String(++this.ids).padStart(12, '0')}`,
      taskToken: (seq) => `token-${seq}`,
      maxSteps: this.options.maxSteps ?? 1000,
      context,
    };
  }
}

/** What a task keeps for as long as it is open; its next heartbeat moves. */
function shown({ seq, parameters, attempt, waitsForToken }: ScheduleTask): Partial<ScheduleTask> {
  return { seq, parameters, attempt, waitsForToken };
}

/** A test's own definition has something wrong. */
class InvalidTestDefinition extends Error {
  readonly code = 'INVALID_TEST_DEFINITION';
}

/** The effects and the stored execution disagree about what is open. */
class OpenWaitsDiffer extends Error {
  readonly code = 'OPEN_WAITS_DIFFER';
}
