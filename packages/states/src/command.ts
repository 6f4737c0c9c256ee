// The `states` command: which of its parts was asked for.
import { CommandError } from './command-error.ts';
import { run } from './command-run.ts';
import { serve } from './command-serve.ts';
import { validate } from './command-validate.ts';

const USAGE = `states: Amazon States Language, executed from one file.

  states serve [--port 8083] [--host 127.0.0.1] [--data DIR] [--lambda-endpoint URL] [--wait-time-scale N] [--account-id ID] [--region REGION]
      Serves the Step Functions API. Point any AWS tool at it with --endpoint-url or AWS_ENDPOINT_URL_SFN.
  states validate FILE...
      Checks definitions; prints file:line:column: code message. \${Name} stands for text that SAM fills in.
  states run FILE [--input JSON] [--lambda-endpoint URL] [--wait-time-scale N]
      Runs a definition once, in memory, and prints its history as it happens.

Environment: LAMBDA_ENDPOINT, WAIT_TIME_SCALE, AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL, AWS_ACCOUNT_ID, AWS_REGION, AWS_DEFAULT_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.`;

const parts = { serve, validate, run };

async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    console.log(USAGE);
    return name === '' ? 2 : 0;
  }
  if (!Object.hasOwn(parts, name)) throw new CommandError(`there is no command '${name}'. Try \`states --help\`.`);
  return parts[name as keyof typeof parts](rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`states: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof CommandError ? 2 : 1;
}
