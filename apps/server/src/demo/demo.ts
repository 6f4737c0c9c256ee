import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Log } from '@resit/functions/hosting/log';
import type { Caller } from '@resit/integrity/access/caller';
import { isResitError } from '@resit/integrity/errors';
import { withdrawIncident } from '@resit/integrity/use-cases/staff/withdraw-incident';
import { createDrain } from '../host/drain.ts';
import type { Host } from '../host/host.ts';
import { type DemoAccount, demoAccounts } from './demo-accounts.ts';
import { createOffice, tolerant } from './office.ts';
import { report } from './reporters.ts';
import { createStudents } from './students.ts';

/** A demonstration that runs: made-up incidents, and people who go on with them. */
export interface Demo {
  accounts: readonly DemoAccount[];
  stop(): Promise<void>;
}

const FIRST_INCIDENTS = 200;
const NEW_PER_DAY = 2;
const DAY_MS = 86_400_000;
const LOOK_MS = 400;

/** Other people of the office, who do not sign in. */
const secondOfficer: Caller = { sub: 'demo-officer-2', name: "Owen D'Souza", roles: ['officer'] };
const secondLecturer: Caller = { sub: 'demo-lecturer-2', name: 'Lin Østergaard', roles: ['lecturer'] };

/**
 * Fills an empty data folder with incidents by the ways that real ones take (executions, use cases, codes out of mails),
 * then lets students, officers and reporters go on until it is stopped. `say` tells the person at the terminal.
 */
export async function startDemo(
  host: Host,
  accountsFile: string,
  log: Log,
  say: (line: string) => void,
): Promise<Demo> {
  const { deps } = host;
  const accounts = await demoAccounts(deps, accountsFile);
  const callerOf = (username: string) =>
    accounts.find((account) => account.username === username)?.caller ?? secondOfficer;
  const reporters = [callerOf('officer'), secondOfficer, callerOf('lecturer'), secondOfficer, secondLecturer];
  const stopping = new AbortController();
  const onFault = (error: unknown) => {
    if (!isResitError(error)) log.error('demonstration failed', {}, error);
  };
  const students = createStudents(deps, stopping.signal, onFault);
  const officers = [createOffice(deps, callerOf('officer')), createOffice(deps, secondOfficer)];

  const reportOne = async (number: number): Promise<string> => {
    const reporter = reporters[number % reporters.length] ?? secondOfficer;
    const straight = !reporter.roles.includes('lecturer') && number % 17 === 3;
    return report(deps, reporter, number, straight);
  };

  let reported = await deps.repository.countIn('incident', 'all', 'all');
  if (reported === 0) {
    say(`Making ${FIRST_INCIDENTS} incidents …`);
    const ids: string[] = [];
    for (; reported < FIRST_INCIDENTS; reported += 1) ids.push(await reportOne(reported));
    for (const [index, id] of ids.entries()) {
      if (index % 40 === 7)
        await tolerant(withdrawIncident(deps, { caller: secondOfficer, incidentId: id, why: 'Reported twice.' }));
      if (index % 80 === 12) await stopWorkflow(id);
    }
  }
  async function stopWorkflow(incidentId: string): Promise<void> {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) return;
    const { executionArn } = incident.run;
    await deps.sfn.send(
      new StopExecutionCommand({ executionArn, error: 'Demonstration', cause: 'Stopped to show what redriving does.' }),
    );
  }

  let lastDay = Math.floor(deps.workflowClock.nowMs() / DAY_MS);
  const look = createDrain({
    everyMs: LOOK_MS,
    onFault,
    async run() {
      await students.look();
      for (const office of officers) await office.look();
      const day = Math.floor(deps.workflowClock.nowMs() / DAY_MS);
      if (day === lastDay) return;
      lastDay = day;
      for (let count = 0; count < NEW_PER_DAY; count += 1) {
        await reportOne(reported);
        reported += 1;
      }
    },
  });
  look.wake();
  return {
    accounts,
    async stop() {
      stopping.abort();
      await look.stop();
      await students.settled();
    },
  };
}
