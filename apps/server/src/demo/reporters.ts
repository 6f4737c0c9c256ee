import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Caller } from '@resit/integrity/access/caller';
import { incidentIdOf } from '@resit/integrity/incident/incident-id';
import type { Deps } from '@resit/integrity/ports/deps';
import { demoReport } from './cast.ts';

/** Reports an incident as the API's template does: by starting its workflow. Returns its id. */
export async function report(
  deps: Deps,
  reporter: Caller,
  number: number,
  straightToDecision: boolean,
): Promise<string> {
  const incidentId = incidentIdOf(reporter.sub, `demo ${number}`);
  const today = new Date(deps.workflowClock.nowMs()).toISOString().slice(0, 10);
  const isOfficer = !reporter.roles.includes('lecturer');
  const input = {
    incidentId,
    reportedBy: { sub: reporter.sub, name: reporter.name, roles: reporter.roles.join(' ') },
    report: {
      ...demoReport(number, today, isOfficer),
      ...(straightToDecision ? { handling: 'straight-to-decision' } : {}),
    },
  };
  await deps.sfn.send(
    new StartExecutionCommand({
      stateMachineArn: deps.stateMachineArn,
      name: incidentId,
      input: JSON.stringify(input),
    }),
  );
  return incidentId;
}
