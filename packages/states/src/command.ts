// The `states` command: which of its parts was asked for.
import { CommandError } from './command-error.ts';

const USAGE = `states: Amazon States Language, executed from one file.

  states serve [options]
      Serves the Step Functions API until it is stopped. Point any AWS tool at it with --endpoint-url or AWS_ENDPOINT_URL_SFN.
        --port N              where to listen (8083; 0 for any that is free)
        --host ADDRESS        where to listen (127.0.0.1)
        --data DIR            where everything is kept (./states-data)
  states run FILE [--input JSON] [options]
      Runs a definition once, in memory, and prints its history as it happens. Exits 1 unless it succeeds.
  states validate [--type EXPRESS] FILE...
      Checks definitions and prints file:line:column: code message for each finding. Exits 1 if any is an error.
      \${Name} stands for what SAM fills in: a whole string, a part of one, or a number.

Options of serve and run, and the variables that stand for them:
  --lambda-endpoint URL   LAMBDA_ENDPOINT, AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL
                          where Lambda functions are called; AWS itself, if there are credentials and nothing is set
  --wait-time-scale N     WAIT_TIME_SCALE                  Wait states last N times as long (1)
  --region REGION         AWS_REGION, AWS_DEFAULT_REGION   the region in ARNs (us-east-1)
  --account-id ID         AWS_ACCOUNT_ID                   the account in ARNs (123456789012)
Credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.`;

// Each part is loaded when it is asked for: checking a file needs no database.
const parts = {
  serve: async () => (await import('./command-serve.ts')).serve,
  validate: async () => (await import('./command-validate.ts')).validate,
  run: async () => (await import('./command-run.ts')).run,
};

async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '') {
    console.error(USAGE);
    return 2;
  }
  if (name === 'help' || args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(USAGE);
    return 0;
  }
  if (!Object.hasOwn(parts, name)) throw new CommandError(`there is no command '${name}'. Try \`states --help\`.`);
  const part = await parts[name as keyof typeof parts]();
  return part(rest);
}

/** Ours, or one of parseArgs'. */
function isUsage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof CommandError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS_'));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`states: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = isUsage(error) ? 2 : 1;
}
