import type { MachineType } from '../asl/checker.ts';
import type { Diagnostic } from '../asl/diagnostic.ts';
import { parseDefinition } from '../asl/parse.ts';
import { ApiError } from './errors.ts';

/** Refuses a definition that has errors, in AWS's words. Throws ApiError (InvalidDefinition). */
export function checkDefinition(definition: string, type: MachineType): void {
  const errors = parseDefinition(definition, type).diagnostics.filter(({ severity }) => severity === 'ERROR');
  if (errors.length === 0) return;
  throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${errors.map(findingText).join(', ')}'`);
}

function findingText({ code, message, location }: Diagnostic): string {
  return `${code}: ${message} at ${location ?? null}`;
}
