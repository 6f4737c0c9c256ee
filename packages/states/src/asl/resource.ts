/** What a Task state's Resource names, taken apart. */
export type TaskResource = LambdaFunctionResource | ActivityResource | ServiceResource;

/** `arn:aws:lambda:…:function:NAME[:QUALIFIER]`: the state's input goes to the function, its answer comes back bare. */
export interface LambdaFunctionResource {
  readonly kind: 'lambda-function';
  readonly arn: string;
}

/** `arn:aws:states:…:activity:NAME` */
export interface ActivityResource {
  readonly kind: 'activity';
  readonly arn: string;
}

/** `arn:aws:states:::SERVICE:ACTION[.PATTERN]` */
export interface ServiceResource {
  readonly kind: 'service';
  readonly arn: string;
  /** `lambda`, `states`, `aws-sdk:sfn`: events call it `resourceType`. */
  readonly service: string;
  /** `invoke`, `startExecution`. */
  readonly action: string;
  readonly pattern: 'request-response' | 'sync' | 'sync:2' | 'waitForTaskToken';
  /** Action with pattern, as events name it in `resource`: `invoke.waitForTaskToken`. */
  readonly resource: string;
}

const FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:.+/;
const ACTIVITY = /^arn:[^:]*:states:[^:]*:[^:]*:activity:.+/;
const SERVICE = /^arn:[^:]*:states:[^:]*:[^:]*:([^.]+):([^:.]+)(?:\.(sync:2|sync|waitForTaskToken))?$/;

/** Undefined where the text names nothing that a Task can call. */
export function parseResource(arn: string): TaskResource | undefined {
  if (FUNCTION.test(arn)) return { kind: 'lambda-function', arn };
  if (ACTIVITY.test(arn)) return { kind: 'activity', arn };
  const match = SERVICE.exec(arn);
  if (!match) return undefined;
  const [, service = '', action = '', pattern] = match;
  return {
    kind: 'service',
    arn,
    service,
    action,
    pattern: pattern === undefined ? 'request-response' : (pattern as ServiceResource['pattern']),
    resource: pattern === undefined ? action : `${action}.${pattern}`,
  };
}
