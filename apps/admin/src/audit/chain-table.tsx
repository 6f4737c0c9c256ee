import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { dataOf } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import { toProblem } from '../api/problem.ts';
import { useAppearance } from '../app/appearance.ts';
import { useFlashes } from '../app/flashes.tsx';
import { useMay } from '../app/permissions.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { ShortId } from '../ui/short-id.tsx';
import { When } from '../ui/when.tsx';
import { type ChainChoice, chains } from './chains.ts';
import { factWords } from './fact-words.ts';
import { IncidentIdForm } from './incident-id-form.tsx';

interface ChainTableProps {
  choice: ChainChoice;
  /** Of the incident whose chain it is; empty if none has been named yet. */
  incidentId: string;
  onChoose(chain: string): void;
}

/** The entries of one chain. */
export function ChainTable({ choice, incidentId, onChoose }: ChainTableProps) {
  const api = useApi();
  const may = useMay();
  const flashes = useFlashes();
  const { density } = useAppearance();
  const chain = choice.value === 'incident' ? incidentId : choice.value;
  const entries = useInfiniteQuery({
    queryKey: ['audit', chain],
    enabled: chain !== '',
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/audit/{chain}', { params: { path: { chain }, query: { after: pageParam, limit: 100 } }, signal }),
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.after,
  });
  const check = useMutation({
    mutationFn: () => dataOf(api.GET('/audit/{chain}/verify', { params: { path: { chain } } })),
    onError: (thrown) => flashes.showProblem(thrown, 'The chain was not checked'),
  });
  const isUnknown = entries.isError && toProblem(entries.error).status === 404;
  return (
    <SpaceBetween size="l">
      {check.data ? (
        check.data.intact ? (
          <Alert type="success" dismissible onDismiss={() => check.reset()}>
            The chain is whole: {check.data.entries} entries, each with the hash of the one before.
          </Alert>
        ) : (
          <Alert type="error" header="The chain is broken">
            Entry {check.data.brokenAt} does not fit: {check.data.reason} Keep a copy of the data folder before anything
            else.
          </Alert>
        )
      ) : null}
      {entries.isError && !entries.data && !isUnknown ? (
        <LoadFailed error={entries.error} retry={() => void entries.refetch()} />
      ) : (
        <Table
          variant="full-page"
          stickyHeader
          items={entries.data?.pages.flatMap(({ items }) => items) ?? []}
          trackBy={(entry) => String(entry.seq)}
          loading={chain !== '' && entries.isPending}
          loadingText="Loading entries"
          wrapLines
          contentDensity={density}
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: `Audit log: ${choice.label}` }}
          header={
            <Header
              variant="awsui-h1-sticky"
              description={choice.holds}
              actions={
                may('verifyAuditChain') ? (
                  <Button disabled={chain === '' || isUnknown} loading={check.isPending} onClick={() => check.mutate()}>
                    Check
                  </Button>
                ) : undefined
              }
            >
              {choice.label}
            </Header>
          }
          filter={
            <SpaceBetween direction="horizontal" size="s">
              <FormField label="About">
                <Select
                  selectedOption={choice}
                  options={chains.map(({ value, label }) => ({ value, label }))}
                  onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
                />
              </FormField>
              {choice.value === 'incident' ? <IncidentIdForm shown={incidentId} onShow={onChoose} /> : null}
            </SpaceBetween>
          }
          columnDefinitions={[
            {
              id: 'seq',
              header: <span className="rs-number">Number</span>,
              width: 95,
              cell: (entry) => <span className="rs-number">{entry.seq}</span>,
            },
            { id: 'at', header: 'When', minWidth: 125, cell: (entry) => <When at={entry.at} /> },
            { id: 'who', header: 'Who', minWidth: 105, cell: (entry) => entry.actor.name },
            { id: 'action', header: 'What', isRowHeader: true, minWidth: 125, cell: (entry) => entry.action },
            { id: 'why', header: 'Why', minWidth: 90, cell: (entry) => entry.why ?? '–' },
            {
              id: 'facts',
              header: 'Facts',
              minWidth: 170,
              cell: (entry) => (
                <>
                  {factWords(entry.facts)}
                  {entry.personal ? (
                    <Box variant="small" display="block">
                      {factWords(entry.personal)}
                    </Box>
                  ) : null}
                  {entry.personalErased ? (
                    <Box variant="small" display="block">
                      Personal details were erased.
                    </Box>
                  ) : null}
                </>
              ),
            },
            { id: 'hash', header: 'Hash', minWidth: 165, cell: (entry) => <ShortId id={entry.hash} what="hash" /> },
          ]}
          footer={
            entries.hasNextPage ? (
              <Box textAlign="center">
                <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                  Load later entries
                </Button>
              </Box>
            ) : undefined
          }
          empty={
            isUnknown ? (
              <Empty title="No such incident">
                There is no incident with this id. Copy it from the incident’s page and try again.
              </Empty>
            ) : (
              <Empty title={chain === '' ? 'Which incident?' : 'No entries yet'}>
                {chain === '' ? 'Enter an incident’s id above to read its chain.' : choice.empty}
              </Empty>
            )
          }
        />
      )}
    </SpaceBetween>
  );
}
