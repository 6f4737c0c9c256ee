// Settings of `states serve` and `states run`: options first, then the environment, under the names that Step Functions Local and AWS's tools use.
import { CommandError } from './command-error.ts';
import type { InvokeLambda } from './runtime/lambda.ts';
import { lambdaHttp } from './runtime/lambda-http.ts';
import type { Credentials } from './runtime/sigv4.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface EngineSettings {
  readonly region: string;
  readonly accountId: string;
  readonly waitTimeScale: number;
  readonly lambdaEndpoint: string | undefined;
  readonly credentials: Credentials | undefined;
}

/** The options that both commands take, for `parseArgs`. */
export const engineOptions = {
  'lambda-endpoint': { type: 'string' },
  'wait-time-scale': { type: 'string' },
  'account-id': { type: 'string' },
  region: { type: 'string' },
} as const;

export type EngineFlags = { readonly [K in keyof typeof engineOptions]?: string | undefined };

/** Throws CommandError, naming the setting. */
export function engineSettings(flags: EngineFlags, env: Environment): EngineSettings {
  const accountId = flags['account-id'] ?? set(env.AWS_ACCOUNT_ID) ?? '123456789012';
  if (!/^\d{12}$/.test(accountId)) throw new CommandError(`the account id must be twelve digits: '${accountId}'`);
  const scale = flags['wait-time-scale'] ?? set(env.WAIT_TIME_SCALE) ?? '1';
  const waitTimeScale = Number(scale);
  if (!(waitTimeScale >= 0) || !Number.isFinite(waitTimeScale)) {
    throw new CommandError(`the wait time scale must be a number from 0 up: '${scale}'`);
  }
  const lambdaEndpoint =
    flags['lambda-endpoint'] ??
    set(env.LAMBDA_ENDPOINT) ??
    set(env.AWS_ENDPOINT_URL_LAMBDA) ??
    set(env.AWS_ENDPOINT_URL);
  if (lambdaEndpoint !== undefined && !/^https?:\/\//.test(lambdaEndpoint)) {
    throw new CommandError(`the Lambda endpoint must be an http or https address: '${lambdaEndpoint}'`);
  }
  return {
    region: flags.region ?? set(env.AWS_REGION) ?? set(env.AWS_DEFAULT_REGION) ?? 'us-east-1',
    accountId,
    waitTimeScale,
    lambdaEndpoint,
    credentials: credentialsOf(env),
  };
}

/** Where Lambda tasks go: the endpoint set, else AWS itself if there are credentials, else nowhere. */
export function lambdaOf(settings: EngineSettings): InvokeLambda | undefined {
  const { region, credentials } = settings;
  const endpoint = settings.lambdaEndpoint ?? (credentials && `https://lambda.${region}.amazonaws.com`);
  return endpoint === undefined ? undefined : lambdaHttp({ endpoint, region, ...(credentials ? { credentials } : {}) });
}

function credentialsOf(env: Environment): Credentials | undefined {
  const accessKeyId = set(env.AWS_ACCESS_KEY_ID);
  const secretAccessKey = set(env.AWS_SECRET_ACCESS_KEY);
  const sessionToken = set(env.AWS_SESSION_TOKEN);
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** An empty variable is one that isn't set. */
function set(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
