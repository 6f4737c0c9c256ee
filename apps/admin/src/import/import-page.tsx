import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { useFlashes } from '../app/flashes.tsx';
import { RouteLink } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { Status } from '../ui/status.tsx';
import { When } from '../ui/when.tsx';
import { importWords, incidentsInWords } from './import-words.ts';
import { isMoving, progressOf } from './phase.ts';

type Import = Schemas['ImportView'];

const progressLabels = {
  preview: 'Import',
  running: 'Importing',
  done: 'Imported',
  undoing: 'Undoing',
  undone: 'Undone',
} as const satisfies Record<Import['status'], string>;

function Progress({ job }: { job: Import }) {
  const { value, words } = progressOf(job);
  const moving = isMoving(job.status);
  return (
    <ProgressBar
      value={value}
      status={moving ? 'in-progress' : 'success'}
      label={progressLabels[job.status]}
      {...(moving ? { additionalInfo: words } : { resultText: words })}
    />
  );
}

const BadRows = ({ job }: { job: Import }) => (
  <Table
    variant="container"
    items={job.bad}
    trackBy={(row) => `${row.line}:${row.reason}`}
    contentDensity="compact"
    wrapLines
    enableKeyboardNavigation
    ariaLabels={{ tableLabel: 'Bad rows' }}
    header={
      <Header
        variant="h2"
        counter={`(${job.total - job.good})`}
        description="They are left out; the others are not held up by them. Mend them in the file and import it again."
      >
        Bad rows
      </Header>
    }
    columnDefinitions={[
      {
        id: 'line',
        header: <span className="rs-number">Line</span>,
        width: 90,
        isRowHeader: true,
        cell: (row) => <span className="rs-number">{row.line}</span>,
      },
      { id: 'reason', header: 'What to mend', cell: (row) => row.reason },
    ]}
    empty={<Empty title="None">Every row of the file can be imported.</Empty>}
  />
);

const Sample = ({ job }: { job: Import }) => (
  <Table
    variant="container"
    items={job.sample ?? []}
    trackBy={(row) => String(row.line)}
    contentDensity="compact"
    enableKeyboardNavigation
    ariaLabels={{ tableLabel: 'First good rows' }}
    header={
      <Header variant="h2" description="The first of them, as they were read.">
        Good rows
      </Header>
    }
    columnDefinitions={[
      {
        id: 'line',
        header: <span className="rs-number">Line</span>,
        width: 90,
        cell: (row) => <span className="rs-number">{row.line}</span>,
      },
      { id: 'number', header: 'Student number', cell: (row) => row.studentNumber },
      { id: 'name', header: 'Student', isRowHeader: true, cell: (row) => row.name },
      { id: 'unit', header: 'Unit', cell: (row) => row.unit },
      { id: 'title', header: 'Work', cell: (row) => row.title },
      { id: 'finding', header: 'Finding', cell: (row) => row.findingReference },
    ]}
    empty={<Empty title="No good rows">No row of this file can be imported; the list above says why.</Empty>}
  />
);

export function ImportPage() {
  const { importId = '' } = useParams();
  const api = useApi();
  const queries = useQueryClient();
  const flashes = useFlashes();
  const [asking, setAsking] = useState<'run' | 'undo'>();
  const path = { params: { path: { importId } } };
  const key = ['import', importId];
  const job = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => dataOf(api.GET('/import/{importId}', { ...path, signal })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.status) ? 500 : 10_000),
  });
  const move = useMutation({
    mutationFn: (what: 'run' | 'undo') => dataOf(api.POST(`/import/{importId}/${what}`, path)),
    onSuccess: (next) => queries.setQueryData(key, next),
    onError: (thrown, what) =>
      flashes.showProblem(thrown, what === 'run' ? 'The import did not start' : 'The import was not undone'),
    onSettled: () => setAsking(undefined),
  });
  const above = [{ title: 'Import from CSV', path: '/import' }];
  const { data } = job;
  if (!data)
    return (
      <Page title="Import" above={above}>
        {job.isError ? <LoadFailed error={job.error} retry={() => void job.refetch()} /> : <Spinner />}
      </Page>
    );
  return (
    <Page title={data.fileName} above={above}>
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description={
            <>
              Read by {data.by.name}, <When at={data.createdAt} clock="wall" />
            </>
          }
          actions={
            data.status === 'preview' ? (
              <Button variant="primary" disabled={data.good === 0} onClick={() => setAsking('run')}>
                Import {incidentsInWords(data.good)}
              </Button>
            ) : data.canUndo ? (
              <Button onClick={() => setAsking('undo')}>Undo this import</Button>
            ) : undefined
          }
        >
          {data.fileName}
        </Header>
        {data.status === 'preview' ? (
          <Alert type="info">Nothing has been started. Look through the rows, then import them.</Alert>
        ) : data.canUndo && data.heldUntil ? (
          <Alert type="info" header="Its mail is held">
            Students hear nothing until then: it goes out <When at={data.heldUntil} clock="wall" />. Until then the
            whole import can be undone.
          </Alert>
        ) : null}
        <Container header={<Header variant="h2">Import</Header>}>
          <SpaceBetween size="l">
            {data.status === 'preview' ? null : <Progress job={data} />}
            <KeyValuePairs
              columns={4}
              minColumnWidth={120}
              items={[
                { label: 'Status', value: <Status words={importWords[data.status]} /> },
                { label: 'Rows in the file', value: data.total.toLocaleString('en-GB') },
                { label: 'Good rows', value: data.good.toLocaleString('en-GB') },
                { label: 'Bad rows', value: (data.total - data.good).toLocaleString('en-GB') },
                ...(data.status === 'preview'
                  ? []
                  : [
                      { label: 'Started', value: data.started.toLocaleString('en-GB') },
                      { label: 'Imported before', value: data.already.toLocaleString('en-GB') },
                      { label: 'Could not be started', value: data.failed.toLocaleString('en-GB') },
                      ...(data.withdrawn > 0
                        ? [{ label: 'Withdrawn', value: data.withdrawn.toLocaleString('en-GB') }]
                        : []),
                    ]),
              ]}
            />
            {data.status === 'done' ? <RouteLink to="/incidents">Go to the incidents</RouteLink> : null}
          </SpaceBetween>
        </Container>
        {data.bad.length > 0 || data.status === 'preview' ? <BadRows job={data} /> : null}
        {data.status === 'preview' ? <Sample job={data} /> : null}
      </SpaceBetween>
      <Modal
        visible={asking !== undefined}
        onDismiss={() => setAsking(undefined)}
        header={asking === 'undo' ? 'Undo this import' : 'Start this import'}
        closeAriaLabel="Close"
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setAsking(undefined)}>
                Cancel
              </Button>
              <Button
                variant="primary"
                loading={move.isPending}
                onClick={() => {
                  if (asking && !move.isPending) move.mutate(asking);
                }}
              >
                {asking === 'undo' ? `Withdraw ${incidentsInWords(data.started)}` : 'Start import'}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        {asking === 'undo'
          ? 'Every incident of this import is withdrawn, and its held mail is never sent. Students hear nothing of it. This cannot be taken back.'
          : `${incidentsInWords(data.good)} will be reported, with an exam for each. The students’ mail is held for 15 minutes, so that you can undo it all. Bad rows are left out.`}
      </Modal>
    </Page>
  );
}
