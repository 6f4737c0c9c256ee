import type { Diagnostic } from '../asl/diagnostic.ts';
import { parseDefinition } from '../asl/parse.ts';
import { ApiError } from './errors.ts';

/** Refuses a definition that has errors, in AWS's words. Throws ApiError (InvalidDefinition). */
export function checkDefinition(definition: string): void {
  const errors = parseDefinition(definition).diagnostics.filter(({ severity }) => severity === 'ERROR');
  if (errors.length === 0) return;
  throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${errors.map(findingText).join(', ')}'`);
}

function findingText({ code, message, location }: Diagnostic): string {
  return location === undefined ? `${code}: ${message}` : `${code}: ${message} at ${location}`;
}
