import type { Caller } from '@resit/integrity/access/caller';
import type { EvidenceStore } from '@resit/integrity/ports/evidence-store';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { drainImports } from '@resit/integrity/use-cases/import/drain-imports';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { type ApiFunctions, createApiFunctions } from '../api/api-functions.ts';
import type { Problem } from '../problem.ts';
import { apiDocument, documentedOperations, functionOf } from './api-document.ts';
import { createOfficeFiles } from './office.ts';

export const lecturer: Caller = { sub: 'lecturer-1', name: 'Lena Lecturer', roles: ['lecturer'] };
export const otherLecturer: Caller = { sub: 'lecturer-2', name: 'Luis Lecturer', roles: ['lecturer'] };
export const officer: Caller = { sub: 'officer-1', name: 'Olga Officer', roles: ['officer'] };
export const otherOfficer: Caller = { sub: 'officer-2', name: 'Otto Officer', roles: ['officer'] };
export const administrator: Caller = { sub: 'admin-1', name: 'Ada Administrator', roles: ['administrator'] };
export const nobody: Caller = { sub: 'nobody-1', name: 'Nora Nobody', roles: [] };

/** An answer whose body did not fit the document. */
export class AnswerOffTheDocument extends Error {
  readonly code = 'answer-off-the-document';
}

const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
formats.default(ajv);
ajv.addSchema(apiDocument, 'document.json');

/** True if a value fits a schema of the document, by its pointer. */
export function fits(pointer: string, value: unknown): true | string {
  const check = ajv.getSchema(`document.json#${encodeURI(pointer)}`);
  if (!check) throw new AnswerOffTheDocument(`There is no schema at ${pointer}.`);
  return check(value) === true ? true : ajv.errorsText(check.errors);
}

export interface CallOptions {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  ifMatch?: string;
}
export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T & Partial<Problem>;
  etag: string | undefined;
  text: string;
  headers: Readonly<Record<string, string>>;
}

export interface TestApi {
  deps: TestDeps;
  faults: unknown[];
  /** Calls an operation as API Gateway would, and checks that the answer is one that the document describes. */
  call<T = Record<string, unknown>>(caller: Caller, at: string, options?: CallOptions): Promise<Answer<T>>;
  /** All work that was left for after the answer. */
  settled(): Promise<void>;
}

/** The API on test dependencies. */
export function createTestApi(deps: TestDeps, evidence: EvidenceStore = createOfficeFiles()): TestApi {
  const faults: unknown[] = [];
  const work: Promise<void>[] = [];
  const functions = createApiFunctions({
    ...deps,
    evidence,
    clockSpeed: 1,
    wakeImports: () => {
      work.push(drainImports(deps));
    },
    onFault: (error) => faults.push(error),
  });
  return {
    deps,
    faults,
    async settled() {
      while (work.length > 0) await work.shift();
    },
    async call<T>(caller: Caller, at: string, options: CallOptions = {}) {
      const [httpMethod = '', resource = ''] = at.split(' ');
      const result = await functions[functionAt(at)]({
        resource,
        path: resource.replace(/\{(\w+)\}/g, (_, name: string) => options.path?.[name] ?? ''),
        httpMethod,
        headers: {
          ...(options.ifMatch === undefined ? {} : { 'If-Match': options.ifMatch }),
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        queryStringParameters: options.query ?? null,
        pathParameters: options.path ?? null,
        requestContext: {
          requestId: 'request-1',
          authorizer: {
            sub: caller.sub,
            name: caller.name,
            roles: caller.roles.join(' '),
            incidentId: 'x',
            principalId: caller.sub,
          },
        },
        body: options.body === undefined ? null : JSON.stringify(options.body),
        isBase64Encoded: false,
      });
      const isJson = !result.isBase64Encoded && result.body !== '';
      const body = (
        isJson ? JSON.parse(result.body) : result.isBase64Encoded ? result.body : undefined
      ) as Answer<T>['body'];
      assertDocumented(at, result.statusCode, result.headers['Content-Type'] ?? '', body);
      return { status: result.statusCode, body, etag: result.headers.ETag, text: result.body, headers: result.headers };
    },
  };
}

/** The function that the document names for an operation. */
function functionAt(at: string): keyof ApiFunctions {
  const operation = documentedOperations.find((documented) => documented.at === at);
  const name = operation && functionOf(operation);
  if (name === undefined || name === 'SubmitExamFunction')
    throw new AnswerOffTheDocument(`${at} is no operation of the API's functions.`);
  return name as keyof ApiFunctions;
}

function assertDocumented(at: string, status: number, contentType: string, body: unknown): void {
  const operation = documentedOperations.find((documented) => documented.at === at);
  const response = operation?.responses[String(status)];
  const mediaType = contentType.split(';')[0] ?? '';
  if (!operation || !response) throw new AnswerOffTheDocument(`${at} is not documented to answer ${status}.`);
  if (!response.content?.[mediaType]) throw new AnswerOffTheDocument(`${at} ${status} is not ${mediaType}.`);
  const pointer = `${operation.pointer}/responses/${status}/content/${mediaType.replaceAll('/', '~1')}/schema`;
  const fit = fits(pointer, body);
  if (fit !== true) throw new AnswerOffTheDocument(`${at} ${status}: ${fit}\n${JSON.stringify(body, null, 1)}`);
}
