import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { RouteLink } from '../app/links.tsx';
import { useMay } from '../app/permissions.ts';
import type { Incident } from './actions/action-form.tsx';
import { OtherIncidents } from './other-incidents.tsx';
import { Timeline } from './timeline.tsx';

interface OverviewProps {
  incident: Incident;
  /** Whether this person sees who does what; a lecturer does not. */
  withTimeline: boolean;
}

/** What was found, and who has done what since. */
export function Overview({ incident, withTimeline }: OverviewProps) {
  const may = useMay();
  return (
    <SpaceBetween size="l">
      {incident.description ? (
        <Container header={<Header variant="h2">What was found</Header>}>
          <div className="rs-plain-text">{incident.description}</div>
        </Container>
      ) : null}
      <OtherIncidents incidents={incident.otherIncidents ?? []} />
      {withTimeline || incident.timeline.length > 0 ? (
        <Container
          header={
            <Header
              variant="h2"
              actions={
                may('getAuditChain') ? <RouteLink to={`/audit?chain=${incident.id}`}>Audit log</RouteLink> : undefined
              }
            >
              Timeline
            </Header>
          }
        >
          <Timeline entries={incident.timeline} />
        </Container>
      ) : null}
    </SpaceBetween>
  );
}
