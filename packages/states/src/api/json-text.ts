import type { Json } from '../asl/json.ts';
import { Source } from '../asl/source.ts';
import type { ApiError } from './errors.ts';

/** Reads JSON text that a member holds. `refusal` makes what is thrown of why it is none, which is said as AWS's parser says it. */
export function readJsonText(text: string, refusal: (reason: string) => ApiError): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const read = new Source(text).read();
    if ('value' in read) return read.value;
    const { message } = read.problem;
    throw refusal(`${exceptionOf(message)}: ${message}`);
  }
}

/** The class that AWS's parser, Jackson, throws for this. */
function exceptionOf(message: string): string {
  if (message.startsWith('No content')) return 'com.fasterxml.jackson.databind.exc.MismatchedInputException';
  if (message.startsWith('Unexpected end-of-input')) return 'com.fasterxml.jackson.core.io.JsonEOFException';
  return 'com.fasterxml.jackson.core.JsonParseException';
}
