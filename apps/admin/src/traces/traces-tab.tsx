import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { type Schemas, useApi } from '../api/context.tsx';
import { shortened } from '../format/short-id.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { ShortId } from '../ui/short-id.tsx';
import { When } from '../ui/when.tsx';
import { tracesOf } from './queries.ts';
import { Waterfall } from './waterfall.tsx';
import { spanTime, spanWords } from './words.ts';

type Trace = Schemas['Trace'];

/** Each time that the workflow went on, as a waterfall; newest first. */
export function TracesTab({ incidentId }: { incidentId: string }) {
  const traces = useQuery(tracesOf(useApi(), incidentId));
  if (traces.isError) return <LoadFailed error={traces.error} retry={() => void traces.refetch()} />;
  if (!traces.data)
    return (
      <Box textAlign="center" padding="xxl">
        <Spinner />
      </Box>
    );
  const { items, elsewhere } = traces.data;
  if (elsewhere !== undefined)
    return (
      <Container header={<Header variant="h2">Traces</Header>}>
        <Box variant="p">Traces are kept by the service that the functions run on.</Box>
        <Link href={elsewhere} external externalIconAriaLabel="Opens in a new tab">
          Show this incident’s traces there
        </Link>
      </Container>
    );
  if (items.length === 0)
    return (
      <Container>
        <Empty title="No traces">
          Each time the workflow goes on, what was done and how long it took appears here, and is kept for 30 days. When
          much is to be done at once, only some of it is followed.
        </Empty>
      </Container>
    );
  const shown = new Set(items.map(({ traceId }) => traceId));
  return (
    <SpaceBetween size="l">
      {items.map((trace) => (
        <OneTrace key={trace.traceId} trace={trace} shown={shown} />
      ))}
    </SpaceBetween>
  );
}

const anchor = (traceId: string): string => `trace-${traceId}`;

function OneTrace({ trace, shown }: { trace: Trace; shown: ReadonlySet<string> }) {
  const [first] = trace.spans;
  const parts = trace.spans.length === 1 ? '1 part' : `${trace.spans.length} parts`;
  return (
    <div id={anchor(trace.traceId)}>
      <Container
        header={
          <Header
            variant="h2"
            description={
              <>
                <When at={trace.startedAt} clock="wall" /> · {spanTime(trace.durationMs)} · {parts}
                {trace.dropped > 0 ? `, ${trace.dropped} more not kept` : ''}
                {trace.previous.map((previous) => (
                  <span key={previous}>
                    {' '}
                    · goes on from{' '}
                    {shown.has(previous) ? (
                      <a className="rs-mono" href={`#${anchor(previous)}`}>
                        {shortened(previous)}
                      </a>
                    ) : (
                      <span className="rs-mono">{shortened(previous)}</span>
                    )}
                  </span>
                ))}
              </>
            }
            actions={<ShortId id={trace.traceId} what="trace id" />}
          >
            {first ? spanWords(first) : 'Trace'}
          </Header>
        }
      >
        <Waterfall trace={trace} />
      </Container>
    </div>
  );
}
