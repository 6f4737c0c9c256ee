import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSite } from '../api/context.tsx';
import { clockTime, exactTime } from '../format/dates.ts';
import { Empty } from '../ui/empty.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { eventStates } from './event-states.ts';
import { historyOf } from './queries.ts';

/** 'TaskStateEntered' as 'Task state entered'. */
const typeWords = (type: string): string =>
  type.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);

interface EventTableProps {
  incidentId: string;
  executionName: string;
  running: boolean;
}

/** Every event of an execution, newest first, as Step Functions would list it. The server takes secrets out. */
export function EventTable({ incidentId, executionName, running }: EventTableProps) {
  const { api, settings } = useSite();
  const history = useInfiniteQuery(historyOf(api, { incidentId, executionName }, running));
  if (history.isError && !history.data)
    return <LoadFailed error={history.error} retry={() => void history.refetch()} />;
  const events = history.data?.pages.flatMap((page) => page.events) ?? [];
  const states = eventStates(events);
  return (
    <Table
      variant="embedded"
      items={events}
      trackBy={(event) => String(event.id)}
      loading={history.isPending}
      loadingText="Loading events"
      wrapLines
      contentDensity="compact"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: 'Events' }}
      columnDefinitions={[
        {
          id: 'id',
          header: <span className="rs-number">Number</span>,
          width: 90,
          cell: (event) => <span className="rs-number">{event.id}</span>,
        },
        {
          id: 'type',
          header: 'Event',
          minWidth: 200,
          isRowHeader: true,
          cell: (event) => typeWords(event.type),
        },
        { id: 'state', header: 'State', minWidth: 170, cell: (event) => states.get(event.id) ?? '–' },
        {
          id: 'at',
          header: 'Time',
          minWidth: 150,
          cell: (event) => (
            <time
              className="rs-nowrap"
              dateTime={event.timestamp}
              title={exactTime(event.timestamp, settings.timeZone)}
            >
              {clockTime(event.timestamp)}
            </time>
          ),
        },
        {
          id: 'details',
          header: 'Details',
          minWidth: 260,
          cell: (event) =>
            Object.keys(event.details).length > 0 ? (
              <ExpandableSection headerText="Show" variant="inline">
                <JsonView value={event.details} label={`details of event ${event.id}`} />
              </ExpandableSection>
            ) : (
              '–'
            ),
        },
      ]}
      footer={
        history.hasNextPage ? (
          <Box textAlign="center">
            <Button loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
              Load earlier events
            </Button>
          </Box>
        ) : undefined
      }
      empty={<Empty title="No events yet">They appear here as the workflow runs.</Empty>}
    />
  );
}
