import type { EvaluationAnswer, EvaluationRequest } from '../asl/evaluation.ts';
import { evaluationFailure } from '../asl/failure.ts';
import { isJsonArray, type Json } from '../asl/json.ts';
import type { JsonataExpression } from '../asl/jsonata/expression.ts';
import { NeedsLibrary } from '../asl/jsonata/sync.ts';
import type { JsonataTemplate, LocatedExpression } from '../asl/jsonata/template.ts';
import type { Scope } from '../asl/scope.ts';

/** Something that may need expressions evaluated outside before it is done. */
export type Evaluating<T> = Generator<EvaluationRequest, T, EvaluationAnswer>;

/** @throws {StateFailure} States.QueryEvaluationError */
export function* buildTemplate(template: JsonataTemplate, scope: Scope): Evaluating<Json> {
  if (template.expressions.length === 0) return template.build([]);
  const values: Json[] = [];
  for (const located of template.expressions) values.push(yield* evaluateLocated(located, scope));
  return template.build(values);
}

/** The same where nothing outside has to be asked; otherwise undefined. @throws {StateFailure} */
export function buildTemplateNow(template: JsonataTemplate, scope: Scope): Json | undefined {
  if (!template.synchronous) return undefined;
  const values: Json[] = [];
  for (const located of template.expressions) {
    const value = evaluateNow(located, scope);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return template.build(values);
}

/** @throws {StateFailure} States.QueryEvaluationError */
export function* evaluateLocated(located: LocatedExpression, scope: Scope): Evaluating<Json> {
  const now = evaluateNow(located, scope);
  if (now !== undefined) return now;
  const { expression, location } = located;
  const answer = yield request(expression, scope);
  if (!answer.ok) {
    throw evaluationFailure(
      `${specified(expression, location)} threw an error during evaluation. ${answer.message}`,
      location,
    );
  }
  if (answer.value === undefined) throw nothing(expression, location);
  return answer.value;
}

/** The same where nothing outside has to be asked; otherwise undefined. @throws {StateFailure} */
export function evaluateNow({ expression, location }: LocatedExpression, scope: Scope): Json | undefined {
  if (expression.evaluate === undefined) return undefined;
  let value: Json | undefined;
  try {
    value = expression.evaluate(scope);
  } catch (error) {
    if (error instanceof NeedsLibrary) return undefined;
    throw error;
  }
  if (value === undefined) throw nothing(expression, location);
  return value;
}

function nothing(expression: JsonataExpression, location: string): ReturnType<typeof evaluationFailure> {
  return evaluationFailure(`${specified(expression, location)} returned nothing (undefined).`, location);
}

/** `expected` names the type that the field takes, as AWS names it. */
export function unexpectedType(
  expression: JsonataExpression,
  location: string,
  expected: string,
  value: Json,
): ReturnType<typeof evaluationFailure> {
  return evaluationFailure(
    `${specified(expression, location)} returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    location,
  );
}

function request(expression: JsonataExpression, scope: Scope): EvaluationRequest {
  return {
    source: expression.source,
    bindings: {
      ...scope.variables(),
      states: {
        input: scope.input,
        context: scope.context(),
        ...(scope.result === undefined ? {} : { result: scope.result }),
        ...(scope.errorOutput === undefined ? {} : { errorOutput: scope.errorOutput }),
      },
    },
    nowMs: scope.nowMs,
    random: () => scope.random(),
    newId: () => scope.newId(),
  };
}

function specified(expression: JsonataExpression, location: string): string {
  return `The JSONata expression '${expression.source}' specified for the field '${location}'`;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return isJsonArray(value) ? 'array' : typeof value;
}
