import { isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import type { Scope } from '../asl/scope.ts';
import type { Line } from './line.ts';
import type { Session } from './session.ts';

/** What the expressions of a line's current state see. */
export class LineScope implements Scope {
  result: Json | undefined = undefined;
  errorOutput: JsonObject | undefined = undefined;
  /** The wait whose token `Task.Token` is, for tasks that have one. */
  tokenSeq: number | undefined = undefined;
  private readonly session: Session;
  private readonly line: Line;
  private built: JsonObject | undefined = undefined;
  private current: Json | undefined = undefined;
  private readonly item: JsonObject | undefined;

  /** `item` is what `Map.Item` is, for a Map's own ItemSelector. */
  constructor(session: Session, line: Line, item?: JsonObject) {
    this.session = session;
    this.line = line;
    this.item = item ?? mapItem(line);
  }

  get input(): Json {
    return this.line.input.value;
  }

  get data(): Json {
    return this.current === undefined ? this.line.input.value : this.current;
  }

  set data(value: Json) {
    this.current = value;
  }

  get nowMs(): number {
    return this.session.host.nowMs;
  }

  context(): JsonObject {
    this.built ??= this.build();
    return this.built;
  }

  variable(name: string): Json | undefined {
    return this.line.variable(name);
  }

  variables(): JsonObject {
    return this.line.allVariables();
  }

  random(): number {
    return this.session.host.random();
  }

  newId(): string {
    return this.session.host.newId();
  }

  private build(): JsonObject {
    const { session, line, item } = this;
    const { context } = session.host;
    let input: Json | undefined;
    const enteredMs = line.entered?.atMs ?? session.host.nowMs;
    return {
      Execution: {
        Id: context.executionArn,
        // Most expressions ask for the token alone: what takes time is made when it is looked at, and the input fetched.
        get Input(): Json {
          input ??= JSON.parse(context.input()) as Json;
          return input;
        },
        get StartTime(): string {
          return new Date(session.startedMs).toISOString();
        },
        Name: context.executionName,
        RoleArn: context.roleArn,
        RedriveCount: session.redriveCount,
        ...(session.redrivenMs === undefined ? {} : { RedriveTime: new Date(session.redrivenMs).toISOString() }),
      },
      StateMachine: { Id: context.stateMachineArn, Name: context.stateMachineName },
      State: {
        Name: line.state,
        get EnteredTime(): string {
          return new Date(enteredMs).toISOString();
        },
        ...(line.current.type === 'Task' ? { RetryCount: line.retryCount } : {}),
      },
      ...(this.tokenSeq === undefined ? {} : { Task: { Token: session.host.taskToken(this.tokenSeq) } }),
      ...(item === undefined ? {} : { Map: { Item: item } }),
    };
  }
}

/** The item that a line inside a Map works on. */
function mapItem(line: Line): JsonObject | undefined {
  for (let at: Line | undefined = line; at !== undefined; at = at.parent) {
    const item = at.gathered?.item;
    if (isJsonObject(item)) return item;
  }
  return undefined;
}
