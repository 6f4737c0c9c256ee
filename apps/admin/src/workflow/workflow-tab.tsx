import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { isNotFound } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { executionStatuses } from '../format/status-words.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { ShortId } from '../ui/short-id.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { EventTable } from './event-table.tsx';
import { definitionOf } from './queries.ts';
import { StepTable } from './step-table.tsx';

// React Flow and the layout engine weigh more than the rest of the page: loaded only here.
const graphModule = () => import('./workflow-graph.tsx');
const WorkflowGraph = lazy(async () => ({ default: (await graphModule()).WorkflowGraph }));
const Legend = lazy(async () => ({ default: (await graphModule()).Legend }));

type Execution = Schemas['ExecutionView'];
type Visit = Schemas['StateVisit'];

const Waiting = ({ words }: { words: string }) => (
  <Box textAlign="center" padding="xxl" color="text-body-secondary">
    <Spinner /> {words}
  </Box>
);

/** The current run first: 'Run 2, running'. */
function RunSelect(props: { executions: readonly Execution[]; chosen: Execution; onChoose: (name: string) => void }) {
  const { executions, chosen, onChoose } = props;
  if (executions.length < 2) return null;
  const option = (execution: Execution) => ({
    value: execution.name,
    label: `Run ${executions.indexOf(execution) + 1}`,
    description: executionStatuses[execution.status].text,
    ...(execution.current ? { labelTag: 'current' } : {}),
  });
  return (
    <Select
      selectedOption={option(chosen)}
      options={[...executions].reverse().map(option)}
      onChange={({ detail }) => onChoose(detail.selectedOption.value ?? chosen.name)}
      ariaLabel="Run of the workflow"
      expandToViewport
    />
  );
}

interface WorkflowTabProps {
  incidentId: string;
  executions: readonly Execution[];
  execution: Execution;
  visits: readonly Visit[];
  selected: string | undefined;
  onChooseRun: (executionName: string) => void;
  onOpenState: (state: string) => void;
  onOpenVisit: (visit: Visit) => void;
}

/** The live graph of the run that carries the incident, with its steps and events below. */
export function WorkflowTab(props: WorkflowTabProps) {
  const { incidentId, executions, execution, visits, selected, onChooseRun, onOpenState, onOpenVisit } = props;
  const api = useApi();
  const [list, setList] = useState('steps');
  const definition = useQuery(definitionOf(api, { incidentId, executionName: execution.name }));
  const running = execution.status === 'RUNNING';
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={
              <>
                <Status words={executionStatuses[execution.status]} /> · began <When at={execution.startDate} />
                {execution.stopDate ? (
                  <>
                    {' '}
                    · ended <When at={execution.stopDate} />
                  </>
                ) : null}
                {execution.redriveCount > 0
                  ? ` · redriven ${execution.redriveCount === 1 ? 'once' : `${execution.redriveCount} times`}`
                  : ''}
              </>
            }
            actions={
              <SpaceBetween direction="horizontal" size="s" alignItems="center">
                <ShortId id={execution.name} what="execution name" />
                <RunSelect executions={executions} chosen={execution} onChoose={onChooseRun} />
              </SpaceBetween>
            }
          >
            Workflow
          </Header>
        }
      >
        <SpaceBetween size="s">
          {definition.data ? (
            <Suspense fallback={<Waiting words="Loading the graph" />}>
              <WorkflowGraph
                key={execution.name}
                definition={definition.data.definition}
                visits={visits}
                selected={selected}
                onOpen={onOpenState}
              />
              <Legend />
            </Suspense>
          ) : definition.isError ? (
            isNotFound(definition.error) ? (
              <Empty title="The definition is gone">
                The engine keeps a run for some time after it ended; this one is older.
              </Empty>
            ) : (
              <LoadFailed error={definition.error} retry={() => void definition.refetch()} />
            )
          ) : (
            <Waiting words="Loading the workflow" />
          )}
          <Box variant="small">Choose a step to see what went into it and what came out.</Box>
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SegmentedControl
                selectedId={list}
                onChange={({ detail }) => setList(detail.selectedId)}
                label="What to list"
                options={[
                  { id: 'steps', text: 'Steps' },
                  { id: 'events', text: 'Events' },
                ]}
              />
            }
          >
            {list === 'steps' ? 'Steps' : 'Events'}
          </Header>
        }
      >
        {list === 'steps' ? (
          <StepTable visits={visits} onOpen={onOpenVisit} />
        ) : (
          <EventTable incidentId={incidentId} executionName={execution.name} running={running} />
        )}
      </Container>
    </SpaceBetween>
  );
}
