import type { Json, JsonObject } from '../asl/json.ts';
import type { HistoryEvent } from './event.ts';
import { eventShapes } from './shape.ts';

/** An event as GetExecutionHistory answers it; `timestamp` in seconds since the epoch, as AWS JSON 1.0 has it. */
export interface WireEvent extends JsonObject {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
}

const WHOLE: JsonObject = { truncated: false };

/** `includeExecutionData: false` leaves inputs, outputs, parameters and variables out. */
export function toWire(event: HistoryEvent, options: { readonly includeExecutionData?: boolean } = {}): WireEvent {
  const wire: Record<string, Json> = {
    timestamp: event.timestampMs / 1000,
    type: event.type,
    id: event.id,
    previousEventId: event.previousEventId,
  };
  const shape = eventShapes[event.type];
  if (shape.details !== undefined) {
    const withData = options.includeExecutionData ?? true;
    const source = event as unknown as Readonly<Record<string, Json | undefined>>;
    const details: Record<string, Json> = {};
    for (const member of shape.members) {
      const value = source[member];
      if (value === undefined) continue;
      if (member === 'credentialsRoleArn') details.taskCredentials = { roleArn: value };
      else if (member !== 'assignedVariables') details[member] = value;
      else if (withData) {
        details[member] = value;
        details.assignedVariablesDetails = WHOLE;
      }
    }
    if (shape.payload !== undefined && withData) {
      details[shape.payload] = source[shape.payload] ?? null;
      if (shape.payload !== 'parameters') details[`${shape.payload}Details`] = WHOLE;
    }
    wire[shape.details] = details;
  }
  return wire as unknown as WireEvent;
}
