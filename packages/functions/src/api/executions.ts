import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { assertMayOn, type Operation } from '@resit/integrity/access/permissions';
import { NotFound } from '@resit/integrity/errors';
import type { Incident } from '@resit/integrity/incident/incident';
import { executionArn, executionNumber } from '@resit/integrity/use-cases/workflow/execution-name';
import { z } from 'zod';
import { redact } from '../redact.ts';
import { eventView, textOrJson } from './history-view.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';
import { stateVisits } from './state-visits.ts';
import { isUnknownExecution } from './unknown-execution.ts';

/** A history longer than this is shown by its beginning. */
const EVENTS_MAX = 25_000;
/** Executions of one incident that a list describes: the newest. */
const EXECUTIONS_MAX = 50;

async function incidentOf(deps: ApiDeps, request: ApiRequest, operation: Operation): Promise<Incident> {
  const incident = await deps.repository.get('incident', pathOf(request, 'incidentId'));
  if (!incident) throw new NotFound('incident');
  assertMayOn(request.caller, operation, incident);
  return incident;
}

/** The ARN of an execution that has to be one of the incident's. @throws NotFound */
async function arnOf(deps: ApiDeps, request: ApiRequest, operation: Operation): Promise<[string, Incident]> {
  const incident = await incidentOf(deps, request, operation);
  const name = pathOf(request, 'executionName');
  const number = executionNumber(incident.id, name);
  const last = executionNumber(incident.id, incident.run.executionName);
  if (name !== nameOf(incident.id, number) || number > last) throw new NotFound('execution');
  return [executionArn(deps.stateMachineArn, name), incident];
}

const nameOf = (incidentId: string, number: number): string => (number === 1 ? incidentId : `${incidentId}-${number}`);

/** @throws NotFound where the workflow service knows none, or no longer */
async function found<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw isUnknownExecution(error) ? new NotFound('execution') : error;
  }
}

function executionView(described: DescribeExecutionCommandOutput, incident: Incident) {
  return redact(
    present({
      name: described.name ?? '',
      arn: described.executionArn ?? '',
      status: described.status ?? 'RUNNING',
      startDate: described.startDate?.toISOString() ?? '',
      stopDate: described.stopDate?.toISOString(),
      redriveCount: described.redriveCount ?? 0,
      redrivable: described.redriveStatus === 'REDRIVABLE',
      error: described.error,
      cause: described.cause,
      current: described.name === incident.run.executionName,
    }),
  );
}

async function list(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const incident = await incidentOf(deps, request, 'listExecutions');
  const last = executionNumber(incident.id, incident.run.executionName);
  const first = Math.max(1, last - EXECUTIONS_MAX + 1);
  const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const described = await Promise.all(
    numbers.map((number) => describeIfKept(deps, executionArn(deps.stateMachineArn, nameOf(incident.id, number)))),
  );
  const items = described.flatMap((execution) => (execution ? [executionView(execution, incident)] : []));
  return { body: { items } };
}

/** Undefined for an execution that was purged, or has not begun. */
async function describeIfKept(deps: ApiDeps, arn: string): Promise<DescribeExecutionCommandOutput | undefined> {
  try {
    return await deps.sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
  } catch (error) {
    if (isUnknownExecution(error)) return undefined;
    throw error;
  }
}

async function one(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const [arn, incident] = await arnOf(deps, request, 'getExecution');
  const described = await found(deps.sfn.send(new DescribeExecutionCommand({ executionArn: arn })));
  const input = objectOrNone(described.input);
  const output = objectOrNone(described.output);
  return { body: present({ execution: executionView(described, incident), input, output }) };
}

const objectOrNone = (text: string | undefined): unknown => (text === undefined ? undefined : redact(textOrJson(text)));

const historySchema = z.object({
  reverse: listQuery.boolean.default(false),
  limit: listQuery.wholeNumber(1, 1000).default(200),
  cursor: z.string().optional(),
});

async function history(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const [arn] = await arnOf(deps, request, 'getExecutionHistory');
  const { reverse, limit, cursor } = queryOf(historySchema, request);
  const page = await found(
    deps.sfn.send(
      new GetExecutionHistoryCommand({
        executionArn: arn,
        reverseOrder: reverse,
        maxResults: limit,
        includeExecutionData: true,
        ...(cursor === undefined ? {} : { nextToken: cursor }),
      }),
    ),
  );
  return { body: present({ events: redact((page.events ?? []).map(eventView)), cursor: page.nextToken }) };
}

async function definition(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const [arn] = await arnOf(deps, request, 'getExecutionDefinition');
  const machine = await found(deps.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn: arn })));
  return {
    body: present({
      definition: redact(textOrJson(machine.definition ?? '{}')),
      stateMachineArn: machine.stateMachineArn ?? '',
      revisionId: machine.revisionId,
    }),
  };
}

async function states(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const [arn] = await arnOf(deps, request, 'listStateVisits');
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const command: GetExecutionHistoryCommand = new GetExecutionHistoryCommand({
      executionArn: arn,
      maxResults: 1000,
      includeExecutionData: true,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await found(deps.sfn.send(command));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && events.length < EVENTS_MAX);
  return { body: { visits: stateVisits(redact(events)), complete: nextToken === undefined } };
}

const at = '/incident/{incidentId}/executions';
export const executionRoutes: readonly Route[] = [
  { operation: 'listExecutions', at: `GET ${at}`, handle: list },
  { operation: 'getExecution', at: `GET ${at}/{executionName}`, handle: one },
  { operation: 'getExecutionHistory', at: `GET ${at}/{executionName}/history`, handle: history },
  { operation: 'getExecutionDefinition', at: `GET ${at}/{executionName}/definition`, handle: definition },
  { operation: 'listStateVisits', at: `GET ${at}/{executionName}/states`, handle: states },
];
