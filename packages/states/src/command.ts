// The `states` command: which of its parts was asked for.
import { CommandError } from './command-error.ts';

const USAGE = `states: Amazon States Language, executed from one file.

  states serve [--port 8083] [--host 127.0.0.1] [--data DIR] [--lambda-endpoint URL] [--wait-time-scale N] [--account-id ID] [--region REGION]
      Serves the Step Functions API. Point any AWS tool at it with --endpoint-url or AWS_ENDPOINT_URL_SFN.
  states validate FILE...
      Checks definitions; prints file:line:column: code message. \${Name} stands for text that SAM fills in.
  states run FILE [--input JSON] [--lambda-endpoint URL] [--wait-time-scale N]
      Runs a definition once, in memory, and prints its history as it happens.

Environment: LAMBDA_ENDPOINT, WAIT_TIME_SCALE, AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL, AWS_ACCOUNT_ID, AWS_REGION, AWS_DEFAULT_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.`;

// Each part is loaded when it is asked for: checking a file needs no database.
const parts = {
  serve: async () => (await import('./command-serve.ts')).serve,
  validate: async () => (await import('./command-validate.ts')).validate,
  run: async () => (await import('./command-run.ts')).run,
};

async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    console.log(USAGE);
    return name === '' ? 2 : 0;
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
