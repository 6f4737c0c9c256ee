// What the programs that run tests wrote down, as one shape: how many passed and failed, and what to say of each that failed.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A run that crashed, or wrote nothing, is one failure; so is one that ended badly though every test passed. */
export function judged({ passed, failures }, exitCode) {
  const all = failures.length === 0 && exitCode !== 0 ? [`no test failed, but it ended with ${exitCode}`] : failures;
  return { passed, failures: all };
}

/** Of a run that wrote none. */
export const noReport = { passed: 0, failures: ['no report: it did not get to its end'] };
const firstLines = (text) => text.split('\n').slice(0, 6).join('\n    ').slice(0, 1000);

/** The JSON report of vitest. */
export function readVitest(file, exitCode) {
  if (!existsSync(file)) return noReport;
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === 'failed');
    const path = relative('.', name);
    if (failed.length === 0) return status === 'failed' ? [`${path}\n    ${firstLines(message)}`] : [];
    return failed.map((each) => `${path} > ${each.fullName}\n    ${firstLines(each.failureMessages.join('\n'))}`);
  });
  return judged({ passed: numPassedTests, failures }, exitCode);
}

const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': '\n' };
const unescaped = (text) => text.replace(/&(#10|\w+);/g, (whole, name) => entities[name] ?? whole);
const attribute = (tag, name) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** The JUnit report of pytest. */
export function readJunit(file, exitCode) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const suite = /<testsuite [^>]*>/.exec(text)?.[0];
  if (suite === undefined) return noReport;
  const failures = [...text.matchAll(/(<testcase [^>]*>)\s*(<(?:failure|error) [^>]*>)/g)].map(
    ([, test, failure]) =>
      `${attribute(test, 'classname')} > ${attribute(test, 'name')}\n    ${firstLines(attribute(failure, 'message'))}`,
  );
  const passed = Number(attribute(suite, 'tests')) - failures.length - Number(attribute(suite, 'skipped'));
  return judged({ passed, failures }, exitCode);
}
