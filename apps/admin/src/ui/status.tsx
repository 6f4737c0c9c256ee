import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../api/context.tsx';
import { incidentWords, type StatusWords } from '../format/status-words.ts';

export const Status = ({ words }: { words: StatusWords }) => (
  <StatusIndicator type={words.type}>{words.text}</StatusIndicator>
);

type Incident = Pick<Schemas['IncidentListItem'], 'status' | 'outcome' | 'stopped' | 'notNotified' | 'openRequests'>;

/** Where an incident stands, and what about it needs somebody. */
export const IncidentStatus = ({ incident }: { incident: Incident }) => (
  <SpaceBetween size="xxxs">
    <Status words={incidentWords(incident)} />
    {incident.stopped ? <StatusIndicator type="error">Workflow stopped</StatusIndicator> : null}
    {incident.notNotified ? <StatusIndicator type="warning">Not notified</StatusIndicator> : null}
    {incident.openRequests ? (
      <StatusIndicator type="info">
        {incident.openRequests === 1 ? 'Request to answer' : `${incident.openRequests} requests to answer`}
      </StatusIndicator>
    ) : null}
  </SpaceBetween>
);
