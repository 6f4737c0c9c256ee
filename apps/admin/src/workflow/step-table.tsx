import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../api/context.tsx';
import { useNow } from '../app/clock.ts';
import { duration } from '../format/dates.ts';
import { visitStatuses } from '../format/status-words.ts';
import { Empty } from '../ui/empty.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { stateWords } from './definition.ts';

type Visit = Schemas['StateVisit'];

interface StepTableProps {
  visits: readonly Visit[];
  onOpen: (visit: Visit) => void;
}

/** The way so far, step by step, newest first: the graph in words. */
export function StepTable({ visits, onOpen }: StepTableProps) {
  const nowMs = useNow('process', 1_000);
  const spent = (visit: Visit): string =>
    visit.exitedAt || visit.status === 'running'
      ? duration((visit.exitedAt ? Date.parse(visit.exitedAt) : nowMs) - Date.parse(visit.enteredAt))
      : '–';
  return (
    <Table
      variant="embedded"
      items={[...visits].reverse()}
      trackBy={(visit) => String(visit.enteredEventId)}
      wrapLines
      contentDensity="compact"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: 'Steps' }}
      columnDefinitions={[
        {
          id: 'state',
          header: 'Step',
          isRowHeader: true,
          minWidth: 200,
          cell: (visit) => (
            <Link
              href="#"
              onFollow={(event) => {
                event.preventDefault();
                onOpen(visit);
              }}
            >
              {stateWords(visit.state)}
            </Link>
          ),
        },
        {
          id: 'status',
          header: 'Status',
          minWidth: 150,
          cell: (visit) => (
            <>
              <Status words={visitStatuses[visit.status]} oneLine />
              {visit.error ? (
                <Box variant="small" display="block">
                  {visit.error}
                </Box>
              ) : null}
            </>
          ),
        },
        { id: 'entered', header: 'Entered', minWidth: 130, cell: (visit) => <When at={visit.enteredAt} /> },
        {
          id: 'spent',
          header: <span className="rs-number">Time spent</span>,
          minWidth: 110,
          cell: (visit) => <span className="rs-number">{spent(visit)}</span>,
        },
        {
          id: 'tries',
          header: <span className="rs-number">Tries</span>,
          minWidth: 80,
          cell: (visit) => <span className="rs-number">{visit.tries || '–'}</span>,
        },
      ]}
      empty={<Empty title="Nothing yet">The first step appears here within a second of the report.</Empty>}
    />
  );
}
