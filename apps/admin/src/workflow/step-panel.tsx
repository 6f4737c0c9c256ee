import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import SplitPanel from '@cloudscape-design/components/split-panel';
import type { Schemas } from '../api/context.tsx';
import { visitStatuses } from '../format/status-words.ts';
import { JsonView } from '../ui/json-view.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { stateWords } from './definition.ts';

type Visit = Schemas['StateVisit'];

interface StepPanelProps {
  state: string | undefined;
  /** Visits of that state, in order. */
  visits: readonly Visit[];
  /** From 1. */
  shown: number;
  onShow: (visit: number) => void;
}

function VisitView({ visit }: { visit: Visit }) {
  return (
    <SpaceBetween size="m">
      <Box>
        <Status words={visitStatuses[visit.status]} /> · entered <When at={visit.enteredAt} />
        {visit.exitedAt ? (
          <>
            {' '}
            · left <When at={visit.exitedAt} />
          </>
        ) : null}
        {visit.next ? ` · then ${stateWords(visit.next)}` : ''}
        {visit.tries > 1 ? ` · tried ${visit.tries} times` : ''}
      </Box>
      {visit.error ? (
        <Alert type={visit.status === 'caught' ? 'warning' : 'error'} header={visit.error}>
          {visit.cause ??
            (visit.status === 'caught' ? 'The workflow is made for this error and goes on another way.' : '')}
        </Alert>
      ) : null}
      <ColumnLayout columns={2}>
        <div>
          <Box variant="h4">Input</Box>
          <JsonView value={visit.input ?? {}} label="input" />
        </div>
        <div>
          <Box variant="h4">Output</Box>
          {visit.output === undefined ? (
            <Box color="text-body-secondary">
              None: {visit.status === 'running' ? 'the workflow is still here.' : 'it ended here.'}
            </Box>
          ) : (
            <JsonView value={visit.output} label="output" />
          )}
        </div>
      </ColumnLayout>
    </SpaceBetween>
  );
}

/** A step's input and output, one visit at a time. Secrets are taken out by the server. */
export function StepPanel({ state, visits, shown, onShow }: StepPanelProps) {
  const visit = visits[shown - 1];
  return (
    <SplitPanel header={state ? stateWords(state) : 'Step'} closeBehavior="hide">
      {visit ? (
        <SpaceBetween size="m">
          {visits.length > 1 ? (
            <Box>
              <SpaceBetween direction="horizontal" size="s" alignItems="center">
                <Box color="text-body-secondary">
                  Visit {shown} of {visits.length}
                </Box>
                <Pagination
                  currentPageIndex={shown}
                  pagesCount={visits.length}
                  onChange={({ detail }) => onShow(detail.currentPageIndex)}
                />
              </SpaceBetween>
            </Box>
          ) : null}
          <VisitView visit={visit} />
        </SpaceBetween>
      ) : (
        <Box color="text-body-secondary">The workflow has not come here in this run.</Box>
      )}
    </SplitPanel>
  );
}
