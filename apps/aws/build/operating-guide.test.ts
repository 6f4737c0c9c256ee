import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTemplate } from './cloudformation-yaml.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const page = (name: string): string => readFileSync(join(docs, name), 'utf8');
const template = readTemplate(readFileSync(new URL('../template.yaml', import.meta.url), 'utf8')) as {
  Parameters: Record<string, unknown>;
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
};
const { Resources } = template;

/** Cells of the rows of a page's tables, without the headings' lines. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => /^\|(?! ?-)/u.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const numbers = (cell: string): number[] =>
  [...cell.matchAll(/\d[\d,]*(?:\.\d+)?/gu)].map(([number]) => Number(number.replaceAll(',', '')));
const row = (text: string, first: string): string[] => {
  const found = rows(text).filter(([cell]) => cell === first);
  expect(found, `rows that begin with ${first}`).toHaveLength(1);
  return found[0] ?? [];
};

describe('the page on alarms', () => {
  const alarms = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
  const sections = page('operating/alarms.md').split(/^### /mu).slice(1);

  it('has a section for every alarm of the template, and for no other', () => {
    const names = alarms.map(([logicalId]) => logicalId.replace(/Alarm$/u, ''));
    expect(names.length).toBeGreaterThan(10);
    expect(sections.map((section) => section.split('\n', 1)[0]).sort()).toEqual(names.sort());
  });

  it.each(sections.map((section) => [section.split('\n', 1)[0] ?? '', section]))(
    'says more about %s than its name',
    (_name, section) => {
      expect(section.split(/\s+/u).length).toBeGreaterThan(30);
    },
  );

  it('is what the alarms themselves point to', () => {
    const pointed = alarms.flatMap(([, { Properties }]) =>
      [...String(Properties.AlarmDescription).matchAll(/docs\/\S+\.md/gu)].map(([path]) => path),
    );
    expect(new Set(pointed)).toEqual(new Set(['docs/operating/alarms.md']));
  });
});

describe('the page on quotas', () => {
  const text = page('operating/quotas.md');
  const settings = (logicalId: string, path: string) => {
    const all = Resources[logicalId]?.Properties.MethodSettings as Record<string, unknown>[] | undefined;
    return all?.find(({ ResourcePath }) => ResourcePath === path);
  };
  const throttle = (logicalId: string, path: string) => {
    const found = settings(logicalId, path);
    return [found?.ThrottlingRateLimit, found?.ThrottlingBurstLimit];
  };

  it('names the limits that the template sets itself', () => {
    expect(numbers(row(text, '`POST /incident`')[1] ?? '')).toEqual(throttle('Api', '/incident'));
    expect(numbers(row(text, 'the API')[1] ?? '')).toEqual(throttle('Api', '/*'));
    expect(numbers(row(text, 'exam pages')[1] ?? '')).toEqual(throttle('PagesApi', '/*'));
    const reserved = Object.entries(Resources).flatMap(([logicalId, { Properties }]) => {
      const given = Properties.ReservedConcurrentExecutions as { 'Fn::If': [string, number, unknown] } | undefined;
      return given ? [[logicalId, given['Fn::If'][1]] as const] : [];
    });
    expect(reserved.length).toBeGreaterThan(0);
    for (const [logicalId, atOnce] of reserved) expect(numbers(row(text, logicalId)[1] ?? '')).toEqual([atOnce]);
    expect(rows(text).filter(([cell]) => cell?.endsWith('Function'))).toHaveLength(reserved.length);
  });

  it('begins with what the page on costs has measured', () => {
    const costs = page('costs.md');
    const [transitions, , mails] = row(costs, 'passed at the third attempt').slice(1).map(Number);
    const asked = ['requests through API Gateway and CloudFront', 'calls of functions, workflow and drains included'];
    const units = ['write units', 'read units'];
    const [requests, calls, writes, reads] = [...asked, ...units].map((name) => numbers(row(costs, name)[2] ?? '')[0]);
    expect(numbers(/the worst course is taken here[^.]*\./u.exec(text)?.[0] ?? '')).toEqual([
      transitions,
      calls,
      requests,
      mails,
      writes,
      reads,
    ]);
  });
});

describe('the page on costs', () => {
  const text = page('costs.md');
  const price = (what: string, nth = 0): number => numbers(row(text, what)[1] ?? '')[nth] ?? Number.NaN;
  const asked = (what: string, course: number): number => numbers(row(text, what)[course] ?? '')[0] ?? Number.NaN;
  const measured = (course: number): number[] =>
    row(text, ['passed at once', 'passed at the third attempt'][course - 1] ?? '')
      .slice(1)
      .map(Number);

  it.each([1, 2])('multiplies what an incident takes by the prices that it names: course %i', (course) => {
    const [transitions = 0, steps = 0, mails = 0] = measured(course);
    const calls = asked('calls of functions, workflow and drains included', course);
    const requests = asked('requests through API Gateway and CloudFront', course);
    const gigabyteSeconds = 0.1 * (0.512 * steps + (calls - steps));
    const lines = {
      transitions: (transitions * price('Step Functions, Standard')) / 1e6,
      'calls and their time': (calls * price('Lambda')) / 1e6 + gigabyteSeconds * price('Lambda', 1),
      DynamoDB:
        (asked('write units', course) * price('DynamoDB, on-demand')) / 1e6 +
        (asked('read units', course) * price('DynamoDB, on-demand', 1)) / 1e6,
      'API Gateway': (requests * price('API Gateway, REST')) / 1e6,
      'CloudFront, 0.04 MB a request':
        (requests * price('CloudFront')) / 1e6 + requests * 0.04e-3 * price('CloudFront', 1),
      mails: (mails * price('SES')) / 1e6,
      traces: (calls * price('X-Ray')) / 1e6,
      logs: calls * 1.5e-6 * price('CloudWatch'),
    };
    for (const [name, dollars] of Object.entries(lines)) {
      expect(Math.abs(asked(name, course) - dollars), name).toBeLessThan(0.000_02);
    }
    const together = Object.values(lines).reduce((sum, dollars) => sum + dollars, 0);
    expect(
      Math.abs(
        (numbers(
          row(text.split(/^## /mu).find((part) => part.startsWith('One incident\n')) ?? '', '**together**')[course] ??
            '',
        )[0] ?? 0) - together,
      ),
    ).toBeLessThan(0.0001);
  });
});

describe('the page on costs, of what stands there', () => {
  it('counts the alarms of the template', () => {
    const alarms = Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    const metrics = alarms.map(({ Properties }) =>
      ((Properties.Metrics as { MetricStat?: unknown }[] | undefined) ?? []).filter(({ MetricStat }) => MetricStat),
    );
    const single = metrics.filter(({ length }) => length === 0).length;
    const words = rows(page('costs.md')).find(([cell]) => cell?.startsWith('alarms:'))?.[0] ?? '';
    expect(numbers(words)).toEqual([single, metrics.flat().length]);
    expect(words).toMatch(new RegExp(`in ${['two', 'three', 'four'][alarms.length - single - 2]}$`, 'u'));
  });
});

describe('the pages of the operating guide', () => {
  const names = readdirSync(join(docs, 'operating')).filter((name) => name.endsWith('.md'));

  it('name every parameter of the template', () => {
    const text = page('operating/deploy.md');
    for (const name of Object.keys(template.Parameters)) expect(text, name).toContain(`\`${name}\``);
  });

  it.each(names)('say for whom they are, and point to what is there: %s', (name) => {
    const text = page(`operating/${name}`);
    expect(text).toMatch(/^# .+\n\n.*\bfor (?:whoever|(?:an |the )?operators?)\b/iu);
    const links = [...text.matchAll(/\]\(([^)#\s:]+)(?:#[^)]*)?\)/gu)].map(([, path]) => path ?? '');
    const from = join(docs, 'operating', name);
    expect(links.filter((path) => !existsSync(join(dirname(from), path)))).toEqual([]);
  });

  it('are all in its list', () => {
    const list = page('operating/README.md');
    expect(names.filter((name) => name !== 'README.md' && !list.includes(name))).toEqual([]);
  });
});
