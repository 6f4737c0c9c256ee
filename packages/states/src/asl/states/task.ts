import type { Fields } from '../fields.ts';
import { type Flow, readFlow } from '../flow.ts';
import type { JsonataExpression } from '../jsonata/expression.ts';
import type { JsonataTemplate } from '../jsonata/template.ts';
import type { CompiledPath } from '../jsonpath/compiled-path.ts';
import { type Recovery, readRecovery } from '../recovery.ts';
import { parseResource, type TaskResource } from '../resource.ts';
import { checkFields, type QueryLanguage, readTransition, type StateBase, type StateParser } from '../state-base.ts';
import type { Template } from '../template.ts';

/** Has work done outside. */
export interface TaskState extends StateBase, Recovery {
  readonly type: 'Task';
  readonly next: string | undefined;
  readonly flow: Flow;
  readonly resource: TaskResource;
  readonly timeout: Duration | undefined;
  readonly heartbeat: Duration | undefined;
  readonly credentials: Template | JsonataTemplate | undefined;
}

/** A number of seconds; `field` is where it stands. */
export type Duration =
  | { readonly kind: 'seconds'; readonly field: string; readonly seconds: number }
  | { readonly kind: 'path'; readonly field: string; readonly path: CompiledPath }
  | { readonly kind: 'expression'; readonly field: string; readonly expression: JsonataExpression };

export const MAX_DURATION_SECONDS = 99_999_999;

export const parseTask: StateParser<TaskState> = (fields, { name, queryLanguage }) => {
  checkFields(fields, queryLanguage, {
    transition: true,
    JSONPath: [
      ...[
        'Resource',
        'InputPath',
        'OutputPath',
        'Parameters',
        'ResultSelector',
        'ResultPath',
        'Assign',
        'Retry',
        'Catch',
      ],
      ...['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath', 'Credentials'],
    ],
    JSONata: [
      ...['Resource', 'Arguments', 'Output', 'Assign', 'Retry', 'Catch'],
      ...['TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
    ],
  });
  fields.require(['Resource']);
  const next = readTransition(fields);
  const arn = fields.string('Resource');
  const resource = arn === undefined ? undefined : parseResource(arn);
  if (arn !== undefined && !resource) fields.report('Resource', `Value is not a valid resource ARN`);
  if (resource && fields.checker.machineType === 'EXPRESS') checkExpress(fields, resource);
  if (resource?.kind === 'service' && resource.pattern === 'waitForTaskToken') warnOfToken(fields, queryLanguage);
  const timeout = readDuration(fields, 'TimeoutSeconds', queryLanguage);
  const heartbeat = readDuration(fields, 'HeartbeatSeconds', queryLanguage);
  if (timeout?.kind === 'seconds' && heartbeat?.kind === 'seconds' && heartbeat.seconds >= timeout.seconds) {
    fields.report('HeartbeatSeconds', "The value of 'HeartbeatSeconds' must be less than 'TimeoutSeconds'");
  }
  const flow = readFlow(fields, queryLanguage, 'result');
  const recovery = readRecovery(fields, queryLanguage);
  return (
    resource && {
      type: 'Task',
      name,
      queryLanguage,
      next,
      flow,
      resource,
      timeout,
      heartbeat,
      credentials: queryLanguage === 'JSONata' ? fields.jsonata('Credentials') : fields.template('Credentials'),
      ...recovery,
    }
  );
};

/** An Express execution has nowhere to wait for others. */
function checkExpress(fields: Fields, resource: TaskResource): void {
  const refuse = (what: string) => fields.report('Resource', `Express state machine does not support ${what}`);
  if (resource.kind === 'activity') refuse('Activity ARN');
  if (resource.kind !== 'service') return;
  if (resource.pattern === 'waitForTaskToken') refuse("'.waitForTaskToken' service integration ");
  else if (resource.pattern !== 'request-response') refuse("'.sync' service integration");
}

/** What may hold the token: the context object as a whole, its Task, or the token itself. */
const TOKEN = {
  JSONPath: /\$\$(?!\.(?:Execution|StateMachine|State|Map)\b)/,
  JSONata: /\$states(?!\.(?:input|result|errorOutput|context\.(?:Execution|StateMachine|State|Map))\b)/,
};

function warnOfToken(fields: Fields, language: QueryLanguage): void {
  const name = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const handed = fields.raw(name);
  if (handed !== undefined && TOKEN[language].test(JSON.stringify(handed))) return;
  fields.checker.warn(
    handed === undefined ? fields.path : fields.at(name),
    'The task waits for its token to come back, but does not pass it on',
    'TASK_TOKEN_NOT_PASSED',
  );
}

function readDuration(fields: Fields, name: string, language: QueryLanguage): Duration | undefined {
  if (language === 'JSONPath') {
    fields.exclusive([name, `${name}Path`]);
    const path = fields.referencePath(`${name}Path`, 'with-context');
    if (path) return { kind: 'path', field: `${name}Path`, path };
  } else {
    const expression = fields.expression(name);
    if (expression) return { kind: 'expression', field: name, expression };
  }
  const seconds = fields.integer(name, 1, MAX_DURATION_SECONDS);
  return seconds === undefined ? undefined : { kind: 'seconds', field: name, seconds };
}
