import { runtimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { compileParsedPath } from '../jsonpath/compile.ts';
import { PathSyntaxError } from '../jsonpath/parse.ts';
import type { Scope } from '../scope.ts';
import { IntrinsicError, intrinsicFunctions } from './functions.ts';
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from './parse.ts';

export interface CompiledIntrinsic {
  readonly source: string;
  /** @throws {StateFailure} */
  read(scope: Scope): Json;
}

/** @throws {PathSyntaxError} */
export function compileIntrinsic(source: string): CompiledIntrinsic {
  const evaluate = compileCall(parseIntrinsic(source), source);
  return { source, read: evaluate };
}

/** Longer than any payload; nested calls must not make more of it in between. */
const MAX_TEXT_LENGTH = 1_048_576;

type Evaluate = (scope: Scope) => Json;

function compileCall(call: IntrinsicCall, source: string): Evaluate {
  const found = intrinsicFunctions.get(call.name);
  if (!found) throw new PathSyntaxError(`the function ${call.name} is unknown`);
  const [least, most] = found.arity;
  const args = call.arguments.map((argument) => compileArgument(argument, source));
  return (scope) => {
    const values = args.map((evaluate) => evaluate(scope));
    try {
      // a wrong number of arguments is no matter of the definition, but of the call
      if (values.length < least || values.length > most) throw new IntrinsicError();
      const value = found.apply(values, scope);
      if (typeof value === 'string' && value.length > MAX_TEXT_LENGTH) {
        throw new IntrinsicError(`The result of ${call.name} is too long`);
      }
      return value;
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error;
      const reason = error.message || `Invalid arguments in ${call.name}`;
      throw runtimeFailure(`There was an error while evaluating the intrinsic function: ${source}. ${reason}`);
    }
  };
}

function compileArgument(argument: IntrinsicArgument, source: string): Evaluate {
  if (argument.kind === 'literal') return () => argument.value;
  if (argument.kind === 'call') return compileCall(argument, source);
  const path = compileParsedPath(argument.source, argument.path);
  return (scope) => {
    const value = path.read(scope);
    if (value === undefined) {
      throw runtimeFailure(
        `The function '${source}' had the following error: The JsonPath argument for the field '${argument.source}' ` +
          `could not be found in the input '${JSON.stringify(scope.data)}'`,
      );
    }
    return value;
  };
}
