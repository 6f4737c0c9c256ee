import type { Alias, StateMachine } from '../runtime/records.ts';
import type { ActionContext } from './action.ts';
import { parseStateMachineArn } from './arn.ts';
import { ApiError, noSuchStateMachine, validation } from './errors.ts';
import { integer, list, required, structure, text } from './shape.ts';

export const routingMember = list(
  structure({ stateMachineVersionArn: required(text({ min: 1, max: 256 })), weight: required(integer(0, 100)) }),
  { min: 1, max: 2 },
);

type Routing = Alias['routing'];
interface WireRoute {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

/** The versions of one machine that an alias is to lead to. Throws ApiError. */
export function readRouting(
  { engine }: ActionContext,
  routes: readonly WireRoute[],
): { machine: StateMachine; routing: Routing } {
  const read = routes.map(({ stateMachineVersionArn: arn, weight }) => {
    const { account, name, qualifier } = parseStateMachineArn(arn);
    if (qualifier === undefined || !/^\d+$/.test(qualifier)) {
      throw validation(`Routing configuration must contain state machine version ARNs. Received: [${arn}]`);
    }
    const machine = engine.catalogue.machineByName(account, name);
    const version = machine && engine.catalogue.version(machine.id, Number(qualifier));
    if (!machine || !version) throw noSuchStateMachine(arn);
    return { machine, route: { version: version.number, weight } };
  });
  const [first, second] = read;
  if (!first || (second && second.machine.id !== first.machine.id)) {
    throw validation('Routing configuration must contain versions of one state machine.');
  }
  return { machine: first.machine, routing: read.map(({ route }) => route) };
}

/** Weights are percentages of the whole, and no version stands twice. Throws ApiError. */
export function checkRouting(routing: Routing): void {
  const sum = routing.reduce((total, { weight }) => total + weight, 0);
  if (sum !== 100) throw validation('Sum of routing configuration weights must equal 100.');
  if (new Set(routing.map(({ version }) => version)).size !== routing.length) {
    throw validation('Routing configuration must contain distinct state machine version ARNs.');
  }
}

export function sameRouting(a: Routing, b: Routing): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The alias that an ARN names. Throws ApiError (ResourceNotFound). */
export function findAlias({ engine }: ActionContext, arn: string): { machine: StateMachine; alias: Alias } {
  const found = lookUpAlias({ engine }, arn);
  if (!found) throw new ApiError('ResourceNotFound', 'Request references a resource that does not exist.');
  return found;
}

export function lookUpAlias(
  { engine }: Pick<ActionContext, 'engine'>,
  arn: string,
): { machine: StateMachine; alias: Alias } | undefined {
  const { account, name, qualifier } = parseStateMachineArn(arn);
  const machine = engine.catalogue.machineByName(account, name);
  const alias = machine && engine.catalogue.alias(machine.id, qualifier ?? '');
  return machine && alias && { machine, alias };
}
