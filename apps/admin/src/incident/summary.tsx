import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import { shortDate } from '../format/dates.ts';
import { Email } from '../ui/email.tsx';
import { ShortId } from '../ui/short-id.tsx';
import { IncidentStatus } from '../ui/status.tsx';
import { DeadlineWords, When } from '../ui/when.tsx';
import type { Incident } from './actions/action-form.tsx';

type Pair = KeyValuePairsProps.Pair;
const none = '–';

const pair = (label: string, value: Pair['value']): Pair => ({ label, value });

/** How it ended, where it has. */
function outcome(incident: Incident): Pair[] {
  const { decision, withdrawal } = incident;
  return [
    ...(decision
      ? [
          pair(decision.outcome === 'penalty' ? 'Penalty' : 'Dismissed', decision.penalty ?? 'No penalty'),
          pair(
            'Decided by',
            <>
              {decision.by.name}, <When at={decision.at} />
            </>,
          ),
          pair('Why', <span className="rs-plain-text">{decision.why}</span>),
          ...(decision.appealBy ? [pair('Appeal until', <When at={decision.appealBy} />)] : []),
        ]
      : []),
    ...(withdrawal
      ? [
          pair(
            withdrawal.refused ? 'Refused by' : 'Withdrawn by',
            <>
              {withdrawal.by.name}, <When at={withdrawal.at} />
            </>,
          ),
          pair('Why', <span className="rs-plain-text">{withdrawal.why}</span>),
        ]
      : []),
  ];
}

/** The facts of an incident. */
export function Summary({ incident }: { incident: Incident }) {
  const { student, work, finding } = incident;
  const openExam = incident.exams.find(({ status }) => status === 'scheduled' || status === 'started');
  const facts: Pair[] = [
    pair('Status', <IncidentStatus incident={incident} />),
    pair(
      'Student',
      student ? (
        <>
          {student.name}
          <br />
          {student.studentNumber}
          {student.faculty ? ` · ${student.faculty}` : ''}
          <br />
          <Email address={student.email} />
        </>
      ) : (
        none
      ),
    ),
    pair(
      'Work',
      work ? (
        <>
          {work.title}
          <br />
          {work.unit}
          {work.submittedOn ? ` · submitted ${shortDate(work.submittedOn)}` : ''}
        </>
      ) : (
        none
      ),
    ),
    pair(
      'Finding',
      finding ? (
        <>
          {finding.reference}
          <br />
          {shortDate(finding.foundOn)}
        </>
      ) : (
        'Recorded when an officer confirms the report'
      ),
    ),
    ...(incident.deadline
      ? [pair('Deadline', <DeadlineWords deadline={incident.deadline} held={openExam?.deadlineHeld ?? false} />)]
      : []),
    ...(incident.attempt === undefined
      ? []
      : [pair('Attempts', `${incident.attempt} of ${incident.attemptsAllowed ?? incident.attempt} allowed`)]),
    pair(
      'Reported by',
      incident.reportedBy ? (
        <>
          {incident.reportedBy.name}
          {incident.reportedAt ? (
            <>
              , <When at={incident.reportedAt} />
            </>
          ) : null}
        </>
      ) : (
        none
      ),
    ),
    ...outcome(incident),
    pair('Incident id', <ShortId id={incident.id} what="incident id" />),
  ];
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs columns={3} minColumnWidth={240} items={facts} />
    </Container>
  );
}
