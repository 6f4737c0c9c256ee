/** Executions of an incident are named `<incidentId>`, then `<incidentId>-2` and so on. From 1. */
export function executionNumber(incidentId: string, executionName: string): number {
  const suffix = executionName.startsWith(`${incidentId}-`) ? executionName.slice(incidentId.length + 1) : '';
  return /^\d{1,6}$/.test(suffix) ? Number(suffix) : 1;
}

export const nextExecutionName = (incidentId: string, executionName: string): string =>
  `${incidentId}-${executionNumber(incidentId, executionName) + 1}`;

/** The ARN that an execution of the state machine (or of a version or alias of it) has. */
export function executionArn(stateMachineArn: string, executionName: string): string {
  const [arn, partition, service, region, account, , name] = stateMachineArn.split(':');
  return [arn, partition, service, region, account, 'execution', name, executionName].join(':');
}
