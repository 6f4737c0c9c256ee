// What .ci/run checks of apps/aws: the SAM CLI, cfn-lint and moto in a throwaway environment, no Docker, no credentials. Every
// check is counted, and so is that they notice faults that are put in on purpose.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { readJunit, readVitest } from './ci-reports.mjs';

const app = resolve('apps/aws');
const template = join(app, 'dist/template.yaml');
const built = join(app, '.aws-sam/build/template.yaml');

/** Nothing of a person's AWS settings is used, and nobody is asked for any. */
const environment = {
  SAM_CLI_TELEMETRY: '0',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
};

/** Faults that a linter has to notice: what is to be found in a file, and what is put in its place. */
const faults = [
  [
    'a reference to a function that there is not, in the API document',
    'functions/${SubmitExamFunction.Arn}',
    'functions/${NoSuchFunction.Arn}',
  ],
  ['a role that there is not', 'RegisterIncidentRole', 'NoSuchRole', 1],
];
const startFault = ['a first state that there is not', '"StartAt": "RegisterIncident"', '"StartAt": "Nowhere"'];
const openFault = ['a bucket that anybody may open', '"BlockPublicAcls": true', '"BlockPublicAcls": false'];
const stackChecks = join(app, 'stack');
/** By itself, because it asks for one release of botocore. */
const cliRequirements = join(stackChecks, 'cli-requirements.txt');
const definition = 'workflow/plagiarism-incident.asl.json';
const nextFault = ['a next state that there is not', '"Next": "WhereItStands"', '"Next": "Nowhere"'];

/** `run` starts a program and resolves with its exit code; `count` adds to what CI counts. */
export async function awsChecks({ run, count }) {
  const folder = mkdtempSync(join(tmpdir(), 'resit-aws-'));
  const tool = (name) => join(folder, 'python/bin', name);
  const check = async (what, passes) => {
    const good = await passes();
    count(`aws: ${what}`, { passed: good ? 1 : 0, failures: good ? [] : ['it failed'] });
    return good;
  };
  const ok = async (command, args, env = {}, output = {}) =>
    (await run(command, args, { ...environment, ...env }, output)) === 0;
  const lint = (file, output) => ok(tool('cfn-lint'), [file], {}, output);
  const validate = (file, output) => ok('npx', ['states', 'validate', file], {}, output);
  /** True if the linter refuses the file once the fault is in it; what it says of the fault is nobody's concern then. */
  const noticed = async (file, [, good, bad, onlyFirst], refuses = lint) => {
    const text = readFileSync(file, 'utf8');
    const spoilt = onlyFirst ? text.replace(`- ${good}`, `- ${bad}`) : text.replaceAll(good, bad);
    if (spoilt === text) return false;
    const copy = join(folder, `spoilt-${basename(file)}`);
    writeFileSync(copy, spoilt);
    return !(await refuses(copy, { quiet: true }));
  };
  /** Creates the stack in moto from a translated template, and looks what is there. */
  const createStack = (translated, report, output) =>
    run(
      tool('python'),
      ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`, stackChecks],
      {
        ...environment,
        RESIT_BUILT: join(app, '.aws-sam/build'),
        RESIT_TRANSLATED: translated,
        PYTHONDONTWRITEBYTECODE: '1',
      },
      output,
    );
  const isCreated = async (translated, output) =>
    (await createStack(translated, join(folder, 'spoilt-stack.xml'), output)) === 0;
  try {
    const installed = await check(
      'SAM CLI, cfn-lint and moto installed',
      async () =>
        (await ok('python3', ['-m', 'venv', join(folder, 'python')])) &&
        (await ok(tool('pip'), ['install', '--quiet', 'aws-sam-cli', 'cfn-lint[sam]'])) &&
        (await ok(tool('pip'), ['install', '--quiet', '-r', join(stackChecks, 'requirements.txt')])),
    );
    const bundled = await check('functions bundled', () => ok('npm', ['run', '--silent', 'build', '-w', '@resit/aws']));
    if (!installed || !bundled) return;
    const copying = await check(
      'AWS CLI installed',
      async () =>
        (await ok('python3', ['-m', 'venv', join(folder, 'cli')])) &&
        ok(join(folder, 'cli/bin/pip'), ['install', '--quiet', '--only-binary', ':all:', '-r', cliRequirements]),
    );
    if (copying) await countS3({ run, count, python: tool('python'), cli: join(folder, 'cli/bin/aws') });
    await check('load times', () => ok('node', ['--conditions=source', join(app, 'build/load-times.ts')]));
    await check('sam validate --lint', () => ok(tool('sam'), ['validate', '--lint', '--template', template]));
    await check('cfn-lint', () => lint(template));
    for (const fault of faults) await check(`cfn-lint notices ${fault[0]}`, () => noticed(template, fault));
    const isBuilt = await check('sam build', () =>
      ok(tool('sam'), [
        'build',
        '--build-in-source',
        '--template',
        template,
        '--build-dir',
        join(app, '.aws-sam/build'),
      ]),
    );
    if (isBuilt) {
      const translated = join(folder, 'translated.json');
      await check('translated to CloudFormation', () =>
        ok(tool('python'), [join(app, 'build/translate.py'), built, translated]),
      );
      await check('cfn-lint on the translation, states included', () => lint(translated));
      await check(`cfn-lint notices ${startFault[0]}`, () => noticed(translated, startFault));
      const report = join(folder, 'stack.xml');
      count('aws: stack in moto', readJunit(report, await createStack(translated, report)));
      await check(`the stack's checks notice ${openFault[0]}`, () => noticed(translated, openFault, isCreated));
    }
    await check('states validate', () => validate(definition));
    await check(`states validate notices ${nextFault[0]}`, () => noticed(definition, nextFault, validate));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tests of what keeps evidence in S3, and of what copies it there, against moto's server. */
async function countS3({ run, count, python, cli }) {
  const report = resolve('test-results/s3.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.s3.config.ts', ...reporters];
  const exitCode = await run('node', vitest, { ...environment, RESIT_PYTHON: python, RESIT_AWS_CLI: cli });
  count('aws: tests with S3', readVitest(report, exitCode));
}
