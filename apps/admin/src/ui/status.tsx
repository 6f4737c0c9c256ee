import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../api/context.tsx';
import { incidentWords, type StatusWords } from '../format/status-words.ts';

/** A status by word and icon; `oneLine` where the column is made wide enough for all its words. */
export const Status = ({ words, oneLine }: { words: StatusWords; oneLine?: boolean }) => (
  <StatusIndicator type={words.type} wrapText={!oneLine}>
    {words.text}
  </StatusIndicator>
);

type Incident = Pick<
  Schemas['IncidentListItem'],
  'status' | 'outcome' | 'stopped' | 'notNotified' | 'mailHeldUntil' | 'openRequests'
>;

/** Where an incident stands, and what about it needs somebody. */
export const IncidentStatus = ({ incident }: { incident: Incident }) => {
  const requests = incident.openRequests ?? 0;
  return (
    <SpaceBetween size="xxxs">
      <Status words={incidentWords(incident)} />
      {incident.stopped ? <Status words={{ type: 'error', text: 'Workflow stopped' }} /> : null}
      {incident.notNotified ? <Status words={{ type: 'warning', text: 'Not notified' }} /> : null}
      {incident.mailHeldUntil && incident.status === 'exam-open' ? (
        <Status words={{ type: 'pending', text: 'Mail held with its import' }} />
      ) : null}
      {requests > 0 ? (
        <Status
          words={{ type: 'info', text: requests === 1 ? 'Request to answer' : `${requests} requests to answer` }}
        />
      ) : null}
    </SpaceBetween>
  );
};
