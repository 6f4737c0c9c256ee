// `npm run import -w @resit/aws -- FILE …`: for an operator with credentials of the account.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { readShippedFrom } from '@resit/functions/hosting/shipped';
import { readImportArguments, usage } from './import-arguments.ts';
import { runImport } from './run-import.ts';

/** Bulk work: the SDK slows down when it is told that it asks too much. */
const patient = { maxAttempts: 10, retryMode: 'adaptive' } as const;
const root = fileURLToPath(new URL('../../../../', import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return args.length === 0 ? 2 : 0;
  }
  try {
    // npm changes into the package's folder; whoever called it named the file from theirs.
    const given = readImportArguments(args, process.env.INIT_CWD ?? process.cwd());
    await runImport(given, {
      dynamodb: new DynamoDBClient(patient),
      sfn: new SFNClient(patient),
      shipped: readShippedFrom(join(root, 'workflow')),
      say: (line) => process.stdout.write(`${line}\n`),
      sayProgress: (line) => process.stderr.write(`${line}\n`),
    });
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = 'code' in error && error.code === 'wrong-usage';
    process.stderr.write(`${isOurs(error) ? error.message : (error.stack ?? error.message)}\n`);
    return isUsage ? 2 : 1;
  }
}

/** What the message of says all that an operator needs: an error of ours, of a file, or of the account. */
const isOurs = (error: Error): boolean =>
  '$metadata' in error ||
  ('code' in error && typeof error.code === 'string') ||
  /Credentials|Region/u.test(error.message);

process.exitCode = await main(process.argv.slice(2));
