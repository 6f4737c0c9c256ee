// What only some executions have, kept beside their state so that listings can show it.
import type { Execution, RedriveToken } from '../interpreter/execution.ts';

export interface ExecutionDetail {
  /** The version's number that was started. */
  readonly version?: number;
  /** The alias's name that was started. */
  readonly alias?: string;
  readonly traceHeader?: string;
  readonly redriveCount?: number;
  readonly redrivenMs?: number;
  readonly redriveTokens?: readonly RedriveToken[];
}

export function detailOf(text: string | null): ExecutionDetail {
  return text === null ? {} : (JSON.parse(text) as ExecutionDetail);
}

export function detailText(detail: ExecutionDetail): string | null {
  const text = JSON.stringify(detail);
  return text === '{}' ? null : text;
}

/** The same detail with what the execution has come to. */
export function detailAfter(detail: ExecutionDetail, execution: Execution): ExecutionDetail {
  const { redriveCount, redrivenMs, redriveTokens } = execution;
  if (redriveCount === undefined || redrivenMs === undefined) return detail;
  return { ...detail, redriveCount, redrivenMs, ...(redriveTokens === undefined ? {} : { redriveTokens }) };
}
