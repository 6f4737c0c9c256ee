import { DescribeExecutionCommand, GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import type { Exam } from '@resit/integrity/exam/exam';
import type { Incident, IncidentStatus } from '@resit/integrity/incident/incident';
import type { Mail, MailTemplate } from '@resit/integrity/mail/mail';
import { type Staff, signIn } from './staff.ts';
import { type TestHost, until } from './test-host.ts';

let reports = 0;

/** A report's body, each about another student. */
export function reportBody(student: Record<string, unknown> = {}) {
  reports += 1;
  return {
    student: {
      studentNumber: `s${String(reports).padStart(7, '0')}`,
      name: `Student ${reports}`,
      email: `student${reports}@student.example.edu`,
      ...student,
    },
    work: { title: 'Essay on the Peace of Westphalia', unit: 'HIST1001' },
    finding: { reference: `F/2026/${reports}`, foundOn: '2026-01-15' },
    description: 'Three paragraphs copied without quotation marks.',
  };
}

/** Reports an incident and gives its id. */
export async function report(staff: Staff, body: unknown = reportBody()): Promise<string> {
  const answer = await staff.call<{ incidentId: string }>('POST', '/incident', body);
  if (answer.status !== 202) throw new Error(`Not reported: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.incidentId;
}

/** Does something to an incident that has to work. */
export async function act(staff: Staff, incidentId: string, action: string, body: unknown): Promise<void> {
  const answer = await staff.call('POST', `/incident/${incidentId}/${action}`, body);
  if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** The incident, once it has come to a status. */
export function incidentAt<S extends IncidentStatus>(
  { host }: TestHost,
  incidentId: string,
  status: S,
): Promise<Extract<Incident, { status: S }>> {
  return until(`${incidentId} ${status}`, async () => {
    const incident = await host.deps.repository.get('incident', incidentId);
    return incident?.status === status && (incident as Extract<Incident, { status: S }>);
  });
}

/** The exam, once it has come to a status. */
export function examAt<S extends Exam['status']>(
  { host }: TestHost,
  examId: string,
  status: S,
): Promise<Extract<Exam, { status: S }>> {
  return until(`${examId} ${status}`, async () => {
    const exam = await host.deps.repository.get('exam', examId);
    return exam?.status === status && (exam as Extract<Exam, { status: S }>);
  });
}

export async function examsOf({ host }: TestHost, incidentId: string): Promise<Exam[]> {
  return (await host.deps.repository.query('exam', 'byIncident', { partition: incidentId })).items;
}

/** Every mail of an incident, or those of a template. */
export async function mailsOf({ host }: TestHost, incidentId: string, template?: MailTemplate): Promise<Mail[]> {
  const { items } = await host.deps.repository.query('mail', 'byIncident', { partition: incidentId, limit: 1000 });
  return items.filter((mail) => template === undefined || mail.template === template);
}

/** How the execution that carries the incident stands, once it is over. */
export function executionEnd({ host }: TestHost, incidentId: string): Promise<string> {
  const { sfn, repository } = host.deps;
  return until(`the end of ${incidentId}`, async () => {
    const incident = await repository.get('incident', incidentId);
    const executionArn = incident?.run.executionArn;
    if (executionArn === undefined) return undefined;
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return status !== 'RUNNING' && status;
  });
}

/** Everything that an execution did, as the engine itself keeps it. */
export async function historyOf({ host }: TestHost, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const command: GetExecutionHistoryCommand = new GetExecutionHistoryCommand({
      executionArn,
      maxResults: 1000,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await host.deps.sfn.send(command);
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

/** Waits until the process's clock has passed an instant. */
export function workflowPast({ host }: TestHost, at: string): Promise<true> {
  return until(`${at} by the workflow's clock`, async () => host.deps.workflowClock.nowMs() > Date.parse(at));
}

/** Somebody new of the office, signed in. */
export async function hire(administrator: Staff, username: string, role: string): Promise<Staff> {
  const body = { username, name: `${role} ${username}`, email: `${username}@example.edu`, roles: [role] };
  const { body: made } = await administrator.call<{ oneTimePassword: string }>('POST', '/staff', body);
  return signIn(administrator.origin, username, made.oneTimePassword);
}

/** The calendar day so many days after an instant, in the zone of the tests. */
export const dayAfter = (at: string, days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Australia/Sydney' }).format(Date.parse(at) + days * 86_400_000);
