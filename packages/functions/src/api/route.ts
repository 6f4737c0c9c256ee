import type { Caller } from '@resit/integrity/access/caller';
import type { Operation } from '@resit/integrity/access/permissions';
import { InvalidInput } from '@resit/integrity/errors';
import { fieldErrors } from '@resit/integrity/incident/report';
import type { Deps } from '@resit/integrity/ports/deps';
import { z } from 'zod';
import type { TraceSource } from '../hosting/tracing/trace-source.ts';
import { VersionRequired } from '../problem.ts';

/** What every operation of the API acts through. */
export interface ApiDeps extends Deps {
  /** How many times faster than real time the process runs. */
  clockSpeed: number;
  /** Where traces are; absent where nobody follows anything. */
  traces?: TraceSource;
  /** Told of every fault of ours, for the log. Never personal data. */
  onFault(error: unknown, requestId: string): void;
}

/** A request as handlers see it: the caller known, texts decoded, nothing checked yet but the operation's permission. */
export interface ApiRequest {
  caller: Caller;
  path: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  ifMatch: string | undefined;
}

export interface ApiReply {
  status?: number;
  body: unknown;
  /** Content to save, in the place of a body. */
  file?: { name: string; content: Uint8Array };
  /** Version for the ETag. */
  version?: number;
}

/** One operation of the API document, with what it acts through. */
export interface Route<D extends ApiDeps = ApiDeps> {
  operation: Operation;
  /** `GET /incident/{incidentId}`: method and path template as in the document. */
  at: string;
  handle(deps: D, request: ApiRequest): Promise<ApiReply>;
}

/** A path parameter of the route's template. */
export const pathOf = (request: ApiRequest, name: string): string => request.path[name] ?? '';

/** @throws InvalidInput naming every wrong field by JSON pointer */
export function bodyOf<T>(schema: z.ZodType<T>, request: ApiRequest): T {
  const parsed = schema.safeParse(request.body);
  if (!parsed.success) throw new InvalidInput(fieldErrors(parsed.error, request.body));
  return parsed.data;
}

/** Query parameters; their errors are named `?name`. @throws InvalidInput */
export function queryOf<T>(schema: z.ZodType<T>, request: ApiRequest): T {
  const parsed = schema.safeParse(request.query);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, request.query);
  throw new InvalidInput(errors.map((error) => ({ ...error, pointer: error.pointer.replace(/^\/([^/]*).*$/, '?$1') })));
}

export const etagOf = (version: number): string => `"${version}"`;

/** The version that If-Match names, if it is sent; something that is no ETag of ours matches nothing. */
export function expectedVersion(request: ApiRequest): number | undefined {
  if (request.ifMatch === undefined || request.ifMatch.trim() === '*') return undefined;
  const match = /^(?:W\/)?"(\d{1,15})"$/.exec(request.ifMatch.trim());
  return match ? Number(match[1]) : -1;
}

/** @throws VersionRequired without If-Match */
export function requiredVersion(request: ApiRequest): number {
  const version = expectedVersion(request);
  if (version === undefined) throw new VersionRequired();
  return version;
}

/** Text of one to so many characters. */
export const textField = (what: string, lengthMax: number) =>
  z
    .string(`Enter ${what}.`)
    .trim()
    .min(1, `Enter ${what}.`)
    .max(lengthMax, `Use at most ${lengthMax} characters for ${what}.`)
    .transform((text) => text.normalize('NFC'));

export const whyField = textField('the reason', 2000);

const booleanText = z.enum(['true', 'false'], 'Use true or false.').transform((text) => text === 'true');
const numberText = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `Use a whole number from ${min} to ${max}.`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `Use a whole number from ${min} to ${max}.`);

/** Query parameters that several lists share. */
export const listQuery = { boolean: booleanText, wholeNumber: numberText };
