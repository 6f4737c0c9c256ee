import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../api/context.tsx';
import { RouteLink } from '../app/links.tsx';
import { IncidentStatus } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';

/** The same student's other incidents; officers decide whether they belong together. */
export function OtherIncidents({ incidents }: { incidents: readonly Schemas['IncidentListItem'][] }) {
  if (incidents.length === 0) return null;
  return (
    <Table
      variant="container"
      items={incidents}
      trackBy="id"
      contentDensity="compact"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: 'Other incidents of this student' }}
      header={
        <Header variant="h2" counter={`(${incidents.length})`}>
          Other incidents of this student
        </Header>
      }
      columnDefinitions={[
        {
          id: 'reference',
          header: 'Reference',
          isRowHeader: true,
          minWidth: 130,
          cell: (row) => <RouteLink to={`/incidents/${row.id}`}>{row.reference ?? 'New report'}</RouteLink>,
        },
        {
          id: 'work',
          header: 'Work',
          minWidth: 180,
          cell: (row) => (row.work ? `${row.work.unit}, ${row.work.title}` : '–'),
        },
        { id: 'status', header: 'Status', minWidth: 215, cell: (row) => <IncidentStatus incident={row} /> },
        {
          id: 'reported',
          header: 'Reported',
          minWidth: 120,
          cell: (row) => (row.reportedAt ? <When at={row.reportedAt} /> : '–'),
        },
      ]}
    />
  );
}
