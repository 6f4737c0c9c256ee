import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Schemas } from '../api/context.tsx';
import { RouteLink } from '../app/links.tsx';
import { IncidentStatus } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';

/** The same student's other incidents; officers decide whether they belong together. */
export function OtherIncidents({ incidents }: { incidents: readonly Schemas['IncidentListItem'][] }) {
  if (incidents.length === 0) return null;
  return (
    <Container>
      <ExpandableSection
        headerText="Other incidents of this student"
        headerCounter={`(${incidents.length})`}
        variant="footer"
      >
        <SpaceBetween size="s">
          {incidents.map((other) => (
            <SpaceBetween key={other.id} direction="horizontal" size="s">
              <RouteLink to={`/incidents/${other.id}`}>{other.reference ?? 'New report'}</RouteLink>
              <IncidentStatus incident={other} />
              <span>
                {other.work?.unit}
                {other.reportedAt ? (
                  <>
                    , reported <When at={other.reportedAt} />
                  </>
                ) : null}
              </span>
            </SpaceBetween>
          ))}
        </SpaceBetween>
      </ExpandableSection>
    </Container>
  );
}
