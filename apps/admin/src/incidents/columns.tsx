import type { TableProps } from '@cloudscape-design/components/table';
import type { Schemas } from '../api/context.tsx';
import { RouteLink } from '../app/links.tsx';
import { IncidentStatus } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import type { Sort } from './filters.ts';

type Row = Schemas['IncidentListItem'];
const none = '–';

/** Columns of the list; those of attempts and deadlines are for people who see them. */
export const columns = (seesEverything: boolean): TableProps.ColumnDefinition<Row>[] => [
  {
    id: 'reference',
    header: 'Reference',
    isRowHeader: true,
    minWidth: 120,
    cell: (row) => (
      <RouteLink to={`/incidents/${row.id}`}>
        <span className="rs-nowrap">{row.reference ?? 'New report'}</span>
      </RouteLink>
    ),
  },
  {
    id: 'student',
    header: 'Student',
    minWidth: 115,
    cell: (row) =>
      row.student ? (
        <>
          {row.student.name}
          <br />
          <small>{row.student.studentNumber}</small>
        </>
      ) : (
        none
      ),
  },
  {
    id: 'work',
    header: 'Work',
    minWidth: 125,
    cell: (row) =>
      row.work ? (
        <>
          {row.work.title}
          <br />
          <small>{row.work.unit}</small>
        </>
      ) : (
        none
      ),
  },
  // Wide enough for all but the rarest words, and no wider: at 1280 px the whole table is to be seen.
  { id: 'status', header: 'Status', minWidth: 160, cell: (row) => <IncidentStatus incident={row} /> },
  ...(seesEverything
    ? [
        {
          id: 'attempt',
          header: <span className="rs-number">Attempt</span>,
          minWidth: 85,
          cell: (row: Row) => (
            <span className="rs-number">
              {row.attempt ? `${row.attempt} of ${row.attemptsAllowed ?? row.attempt}` : none}
            </span>
          ),
        },
        {
          id: 'deadline',
          header: 'Deadline',
          minWidth: 115,
          sortingField: 'deadline',
          cell: (row: Row) => (row.deadline ? <When at={row.deadline.at} zone={row.deadline.zone} /> : none),
        },
      ]
    : []),
  {
    id: 'faculty',
    header: 'Faculty',
    minWidth: 130,
    cell: (row) => row.student?.faculty ?? none,
  },
  { id: 'reporter', header: 'Reported by', minWidth: 140, cell: (row) => row.reportedBy?.name ?? none },
  {
    id: 'reported',
    header: 'Reported',
    minWidth: 115,
    sortingField: 'reportedAt',
    cell: (row) => (row.reportedAt ? <When at={row.reportedAt} /> : none),
  },
  {
    id: 'changed',
    header: 'Last change',
    minWidth: 130,
    sortingField: 'changedAt',
    cell: (row) => (row.changedAt ? <When at={row.changedAt} /> : none),
  },
];

export const columnNames: readonly { id: string; label: string }[] = [
  { id: 'reference', label: 'Reference' },
  { id: 'student', label: 'Student' },
  { id: 'work', label: 'Work' },
  { id: 'status', label: 'Status' },
  { id: 'attempt', label: 'Attempt' },
  { id: 'deadline', label: 'Deadline' },
  { id: 'faculty', label: 'Faculty' },
  { id: 'reporter', label: 'Reported by' },
  { id: 'reported', label: 'Reported' },
  { id: 'changed', label: 'Last change' },
];

/** The order that a click on a column asks for: the server sorts deadlines forwards and changes backwards only. */
export function sortOf(field: string | undefined, descending: boolean): Sort {
  if (field === 'deadline') return 'deadline';
  if (field === 'changedAt') return '-changedAt';
  return descending ? '-reportedAt' : 'reportedAt';
}
