import type { StateMachine } from './records.ts';

/** Makes the ARNs of one region's state machines and executions. */
export class Names {
  readonly region: string;

  constructor(region: string) {
    this.region = region;
  }

  machine({ account, name }: Pick<StateMachine, 'account' | 'name'>): string {
    return `arn:aws:states:${this.region}:${account}:stateMachine:${name}`;
  }

  version(machine: StateMachine, number: number): string {
    return `${this.machine(machine)}:${number}`;
  }

  alias(machine: StateMachine, name: string): string {
    return `${this.machine(machine)}:${name}`;
  }

  activity({ account, name }: { readonly account: string; readonly name: string }): string {
    return `arn:aws:states:${this.region}:${account}:activity:${name}`;
  }

  execution({ account, name: machineName }: Pick<StateMachine, 'account' | 'name'>, name: string): string {
    return `arn:aws:states:${this.region}:${account}:execution:${machineName}:${name}`;
  }
}
