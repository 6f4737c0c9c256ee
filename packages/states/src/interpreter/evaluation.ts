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

export function* evaluateLocated({ expression, location }: LocatedExpression, scope: Scope): Evaluating<Json> {
  const value = yield* evaluateExpression(expression, scope, location);
  if (value !== undefined) return value;
  throw evaluationFailure(`${specified(expression, location)} returned nothing (undefined).`, location);
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

function* evaluateExpression(
  expression: JsonataExpression,
  scope: Scope,
  location: string,
): Evaluating<Json | undefined> {
  if (expression.evaluate !== undefined) {
    try {
      return expression.evaluate(scope);
    } catch (error) {
      if (!(error instanceof NeedsLibrary)) throw error;
    }
  }
  const answer = yield request(expression, scope);
  if (answer.ok) return answer.value;
  throw evaluationFailure(
    `${specified(expression, location)} threw an error during evaluation. ${answer.message}`,
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
