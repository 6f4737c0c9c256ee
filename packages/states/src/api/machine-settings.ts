// The settings of a state machine beside its definition and role.
import { isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import { ApiError } from './errors.ts';
import { flag, integer, list, oneOf, structure, text } from './shape.ts';

export const loggingMember = structure({
  level: oneOf(['ALL', 'ERROR', 'FATAL', 'OFF']),
  includeExecutionData: flag(),
  destinations: list(structure({ cloudWatchLogsLogGroup: structure({ logGroupArn: text({ min: 1, max: 256 }) }) })),
});
export const tracingMember = structure({ enabled: flag() });
export const encryptionMember = structure({
  type: oneOf(['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY']),
  kmsKeyId: text({ min: 1, max: 2048 }),
  kmsDataKeyReusePeriodSeconds: integer(60, 900),
});

export interface Settings {
  readonly logging: JsonObject;
  readonly tracing: JsonObject;
  readonly encryption: JsonObject;
}

/** What a machine has that says nothing of these. */
export const OFF: Settings = {
  logging: { includeExecutionData: false, level: 'OFF' },
  tracing: { enabled: false },
  encryption: {},
};

interface Wanted {
  readonly loggingConfiguration?: object;
  readonly tracingConfiguration?: object;
  readonly encryptionConfiguration?: object;
}

/** The settings asked for, over those that are. */
export function settingsOf(wanted: Wanted, current: Settings): Settings {
  const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = wanted;
  return {
    logging: loggingConfiguration ? merged(OFF.logging, loggingConfiguration) : current.logging,
    tracing: tracingConfiguration ? merged(OFF.tracing, tracingConfiguration) : current.tracing,
    encryption: encryptionConfiguration ? merged({}, encryptionConfiguration) : current.encryption,
  };
}

/** As AWS has it: who logs names exactly one log group. Throws ApiError. */
export function checkLogging(logging: JsonObject): void {
  const destinations = (logging.destinations ?? []) as readonly Json[];
  if (destinations.length > 1 || (logging.level !== 'OFF' && destinations.length !== 1)) {
    throw invalidLogging('Must specify exactly one Log Destination.');
  }
  for (const destination of destinations) {
    const group = isJsonObject(destination) ? destination.cloudWatchLogsLogGroup : undefined;
    const arn = isJsonObject(group) ? group.logGroupArn : undefined;
    if (typeof arn !== 'string' || !/^arn:[^:]+:logs:[^:]*:\d{12}:log-group:[^:]+:\*$/.test(arn)) {
      throw invalidLogging('Log Destination not found.');
    }
  }
}

function merged(base: JsonObject, over: object): JsonObject {
  return { ...base, ...(over as JsonObject) };
}

function invalidLogging(reason: string): ApiError {
  return new ApiError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${reason}`);
}
