import { operations } from '@resit/integrity/access/permissions';
import { parseReport } from '@resit/integrity/incident/report';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiDocument, apiDocumentText, documentedOperations, functionOf } from '../testing/api-document.ts';
import { fits } from '../testing/call-api.ts';
import { evidenceRoutes } from './evidence.ts';
import { importRoutes } from './import-routes.ts';
import { apiRoutes } from './routes.ts';

const withBearer = documentedOperations.filter(({ security }) => security.some((scheme) => 'bearer' in scheme));

/** Every object in the document, with where it stands. */
function* objectsIn(value: unknown, path: string[] = []): Generator<[string[], Record<string, unknown>]> {
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* objectsIn(item, [...path, String(at)]);
  else if (typeof value === 'object' && value !== null) {
    yield [path, value as Record<string, unknown>];
    for (const [key, item] of Object.entries(value)) yield* objectsIn(item, [...path, key]);
  }
}

describe('the API document', () => {
  it.each([
    ['ApiFunction', apiRoutes],
    ['ImportFunction', importRoutes],
    ['EvidenceFunction', evidenceRoutes],
  ] as const)('gives %s exactly the operations that it serves, at the same addresses', (name, routes) => {
    const documented = documentedOperations
      .filter((operation) => functionOf(operation) === name)
      .map(({ operationId, at }) => `${operationId} ${at}`);
    expect(routes.map(({ operation, at }) => `${operation} ${at}`).sort()).toEqual(documented.sort());
  });

  it('asks for a bearer token at every operation but the exam, and permissions know them all', () => {
    const others = documentedOperations.filter((operation) => !withBearer.includes(operation));
    expect(others.map(({ operationId }) => operationId)).toEqual(['submitExam']);
    expect(withBearer.map(({ operationId }) => operationId).sort()).toEqual([...operations].sort());
  });

  it('names no operation twice', () => {
    const ids = documentedOperations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('answers every error with problem details', () => {
    for (const { at, responses } of documentedOperations) {
      const wrong = Object.entries(responses).filter(
        ([status, { content }]) => Number(status) >= 400 && !content?.['application/problem+json'],
      );
      expect(wrong, at).toEqual([]);
    }
  });

  it('names every parameter of its paths', () => {
    for (const { at, parameters } of documentedOperations) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath, at).toEqual([...at.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    }
  });
});

describe('for API Gateway the document', () => {
  const schemaNames = Object.keys((apiDocument.components as { schemas: object }).schemas);

  it('has models with plain names', () => {
    expect(schemaNames.filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
  });

  it('refers to models alone', () => {
    const refs = [...objectsIn(apiDocument)].flatMap(([, object]) => ('$ref' in object ? [String(object.$ref)] : []));
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => !schemaNames.includes(ref.replace('#/components/schemas/', '')))).toEqual([]);
  });

  it('keeps out what the import ignores or refuses', () => {
    const unsupported = [
      'discriminator',
      'oneOf',
      'anyOf',
      'nullable',
      'readOnly',
      'xml',
      'example',
      'examples',
      'externalDocs',
      'exclusiveMinimum',
    ];
    const found = [...objectsIn(apiDocument)].flatMap(([path, object]) =>
      path.at(-1) === 'properties'
        ? []
        : Object.keys(object)
            .filter((key) => unsupported.includes(key))
            .map((key) => `${path.join('/')} ${key}`),
    );
    expect(found).toEqual([]);
    expect(documentedOperations.filter(({ responses }) => 'default' in responses)).toEqual([]);
    expect(apiDocument.security).toBeUndefined();
  });

  it('has path segments that are either fixed or one parameter', () => {
    for (const path of Object.keys(apiDocument.paths)) expect(path).toMatch(/^(\/([a-z-]+|\{[A-Za-z]+\}))+$/);
  });

  it('substitutes only in uris and credentials', () => {
    const places = [...objectsIn(apiDocument)].filter(([, object]) => 'Fn::Sub' in object).map(([path]) => path.at(-1));
    expect(new Set(places)).toEqual(new Set(['uri', 'credentials', 'authorizerUri', 'authorizerCredentials']));
  });

  it('has no anchors, which CloudFormation does not read', () => {
    expect(apiDocumentText).not.toMatch(/(^|\s)[&*][A-Za-z]\w*\s*$/m);
  });

  it('asks the authorizer anew at each request', () => {
    const { securitySchemes } = apiDocument.components as {
      securitySchemes: Record<string, Record<string, unknown>>;
    };
    expect(securitySchemes.bearer?.['x-amazon-apigateway-authorizer']).toMatchObject({
      authorizerResultTtlInSeconds: 0,
    });
  });
});

describe('the schema of a report', () => {
  const pointer = '/components/schemas/ReportRequest';
  const report = {
    student: { studentNumber: 's123', name: "Siobhán O'Brien", email: 'siobhan@example.edu' },
    work: { title: 'Essay "on" back\\slash 李 😀', unit: 'HIST101' },
    finding: { reference: 'F-1', foundOn: '2026-11-20' },
    description: 'Copied.\nTwice.',
  };
  const parses = (value: unknown): boolean => {
    try {
      parseReport(value, ['officer']);
      return true;
    } catch {
      return false;
    }
  };

  it('takes a report with awkward names', () => {
    expect(fits(pointer, report)).toBe(true);
  });

  it.each([
    ['a date that there is not', { finding: { reference: 'F-1', foundOn: '2026-02-30' } }],
    ['the 29th of February of a common year', { finding: { reference: 'F-1', foundOn: '2100-02-29' } }],
    ['a blank title', { work: { title: ' ', unit: 'X' } }],
    ['a name on two lines', { student: { ...report.student, name: 'A\nB' } }],
    ['an address without a host', { student: { ...report.student, email: 'siobhan@' } }],
    ['a field that nobody knows', { score: 100 }],
    ['a missing description', { description: undefined }],
  ])('refuses %s', (_what, change) => {
    const changed = JSON.parse(JSON.stringify({ ...report, ...change })) as unknown;
    expect(fits(pointer, changed)).not.toBe(true);
    expect(parses(changed)).toBe(false);
  });

  it('takes the 29th of February where there is one', () => {
    for (const foundOn of ['2024-02-29', '2000-02-29', '2400-02-29']) {
      expect(fits(pointer, { ...report, finding: { reference: 'F-1', foundOn } })).toBe(true);
    }
  });

  it('takes nothing that registration would refuse: what is accepted at the door is an incident', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        '',
        ' ',
        'a@b',
        'a@b.c',
        '2026-02-29',
        '2024-02-29',
        '1899-01-01',
        '\u2028',
        'x\u0000',
        'é',
        '-',
        '.',
        'a b',
        ' x',
        's/1',
      ),
    );
    const anyReport = fc.record(
      {
        student: fc.record(
          { studentNumber: nasty, name: nasty, email: fc.oneof(nasty, fc.emailAddress()), faculty: nasty },
          { requiredKeys: ['studentNumber', 'name', 'email'] },
        ),
        work: fc.record({ title: nasty, unit: nasty, submittedOn: nasty }, { requiredKeys: ['title', 'unit'] }),
        finding: fc.record({ reference: nasty, foundOn: nasty }),
        description: nasty,
        handling: fc.constantFrom('separate', 'straight-to-decision', 'other'),
      },
      { requiredKeys: ['student', 'work', 'finding', 'description'] },
    );
    const oneWrong = fc
      .tuple(
        anyReport,
        fc.constantFrom(
          'studentNumber',
          'name',
          'email',
          'faculty',
          'title',
          'unit',
          'submittedOn',
          'reference',
          'foundOn',
          'description',
        ),
      )
      .map(([wild, field]) => {
        const merged: Record<string, unknown> = structuredClone({ ...report });
        for (const [key, value] of Object.entries(wild)) {
          if (key === field) merged[key] = value;
          else if (typeof value === 'object' && value !== null && field in value) {
            merged[key] = { ...(merged[key] as object), [field]: (value as Record<string, unknown>)[field] };
          }
        }
        return merged;
      });
    let accepted = 0;
    fc.assert(
      fc.property(oneWrong, (candidate) => {
        if (fits(pointer, candidate) !== true) return;
        accepted += 1;
        expect(parses(candidate)).toBe(true);
      }),
      { numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
