import type { EvaluationAnswer, EvaluationRequest } from '../asl/evaluation.ts';
import type { Program } from '../asl/program.ts';
import type { Execution } from './execution.ts';
import { interpret } from './interpret.ts';
import type { Command, Host, Interpretation, Outcome } from './types.ts';

/** Answers evaluation requests; must not reject. */
export type Evaluate = (request: EvaluationRequest) => Promise<EvaluationAnswer>;

/** Drives `interpret`; the outcome is there at once unless something had to be evaluated asynchronously. */
export function advance(
  program: Program,
  execution: Execution | undefined,
  command: Command,
  host: Host,
  evaluate: Evaluate,
): Outcome | Promise<Outcome> {
  const interpretation = interpret(program, execution, command, host);
  const step = interpretation.next();
  return step.done ? step.value : finish(interpretation, step.value, evaluate);
}

async function finish(interpretation: Interpretation, first: EvaluationRequest, evaluate: Evaluate): Promise<Outcome> {
  let request = first;
  for (;;) {
    const step = interpretation.next(await evaluate(request));
    if (step.done) return step.value;
    request = step.value;
  }
}
