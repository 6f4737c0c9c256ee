import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const usage = `npm run import -w @resit/aws -- FILE --table NAME --state-machine ARN [options]
  Puts an office that was exported with \`npm run resit -- export\` into the table of a new deployment.
  It is checked, loaded, and stays quiet; with --start it goes on. Killed, it goes on where it was when called again.
    --table NAME           the table (output TableName of the stack)
    --state-machine ARN    what executions are started on (output StateMachineAlias)
    --dry-run              checks file and table, and writes nothing
    --start                carries every incident on where it stands; mail goes out from then on
    --origin URL           the address from now on, if it is another than before
    --subjects FILE        JSON, {"user name": "subject at the new issuer"}: whose reports are whose
  Region, credentials and endpoints as for every AWS tool (AWS_REGION, AWS_PROFILE …).`;

/** The words of the command make no sense; the message says which would. */
export class WrongUsage extends Error {
  readonly code = 'wrong-usage';
}

export interface ImportArguments {
  file: string;
  tableName: string;
  stateMachineArn: string;
  dryRun: boolean;
  start: boolean;
  origin: string | undefined;
  /** Subjects at the new issuer, by user name. */
  subjects: ReadonlyMap<string, string>;
}

const schema = z.object({
  table: z.string('is missing').regex(/^[\w.-]{3,255}$/u, 'must be the name of a DynamoDB table'),
  'state-machine': z
    .string('is missing')
    .regex(
      /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:stateMachine:[\w-]+(:[\w-]+)?$/u,
      'must be the ARN of a state machine or of its alias',
    ),
  origin: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/u, 'must be an https address without a path')
    .optional(),
});
const subjectsSchema = z.record(z.string().min(1), z.string().min(1));

/** Names of files are taken from `folder`. @throws WrongUsage */
export function readImportArguments(args: readonly string[], folder: string): ImportArguments {
  const { values, positionals } = parsed(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new WrongUsage(`Name one file.\n${usage}`);
  const checked = schema.safeParse(values);
  if (!checked.success) {
    throw new WrongUsage(checked.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('\n'));
  }
  if (values['dry-run'] && values.start) throw new WrongUsage('--dry-run writes nothing, so it cannot --start.');
  const { table, origin } = checked.data;
  return {
    file: resolve(folder, file),
    tableName: table,
    stateMachineArn: checked.data['state-machine'],
    dryRun: values['dry-run'] === true,
    start: values.start === true,
    origin,
    subjects: values.subjects === undefined ? new Map() : readSubjects(resolve(folder, values.subjects)),
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        table: text,
        'state-machine': text,
        origin: text,
        subjects: text,
        'dry-run': flag,
        start: flag,
      },
    });
  } catch (cause) {
    throw new WrongUsage(`${(cause as Error).message}\n${usage}`, { cause });
  }
}

function readSubjects(file: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(subjectsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))));
  } catch (cause) {
    throw new WrongUsage(`${file} is no JSON object of subjects by user name.`, { cause });
  }
}
