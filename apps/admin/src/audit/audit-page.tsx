import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { dataOf } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import { toProblem } from '../api/problem.ts';
import { useAppearance } from '../app/appearance.ts';
import { useFlashes } from '../app/flashes.tsx';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/permissions.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { ShortId } from '../ui/short-id.tsx';
import { When } from '../ui/when.tsx';

const chains = [
  { value: 'system', label: 'System' },
  { value: 'staff', label: 'Staff accounts' },
  { value: 'policy', label: 'Policy' },
  { value: 'bank', label: 'Question bank' },
  { value: 'templates', label: 'Mail templates' },
  { value: 'incident', label: 'One incident' },
] as const;

const help = (
  <HelpPanel header={<h2>Audit log</h2>}>
    <p>
      Every change, with who made it, when and why. Entries of one subject form a chain: each holds the hash of the one
      before, so that a change or a gap shows. <b>Check</b> reads the chain from its beginning.
    </p>
    <p>
      Personal details are sealed with a key of the student’s own. When a student is erased the key is destroyed: the
      details cannot be read any more, and the chain stays whole.
    </p>
  </HelpPanel>
);

/** Facts of an entry as one line: `until: 2026-12-11`. */
const factWords = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');

export function AuditPage() {
  const api = useApi();
  const may = useMay();
  const flashes = useFlashes();
  const { density } = useAppearance();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('chain') ?? 'system';
  const kind = chains.find(({ value }) => value === asked) ?? chains[5];
  const [incidentId, setIncidentId] = useState(kind.value === 'incident' && asked !== 'incident' ? asked : '');
  const chain = kind.value === 'incident' ? (asked === 'incident' ? '' : asked) : kind.value;
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
  const choose = (next: string) => {
    check.reset();
    setSearch({ chain: next }, { replace: true });
  };
  return (
    <Page title="Audit log" contentType="table" help={help}>
      <SpaceBetween size="l">
        {check.data ? (
          check.data.intact ? (
            <Alert type="success" dismissible onDismiss={() => check.reset()}>
              The chain is whole: {check.data.entries} entries, each with the hash of the one before.
            </Alert>
          ) : (
            <Alert type="error" header="The chain is broken">
              Entry {check.data.brokenAt} does not fit: {check.data.reason} Keep a copy of the data folder before
              anything else.
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
            ariaLabels={{ tableLabel: 'Audit log' }}
            header={
              <Header
                variant="awsui-h1-sticky"
                actions={
                  may('verifyAuditChain') ? (
                    <Button
                      disabled={chain === '' || isUnknown}
                      loading={check.isPending}
                      onClick={() => check.mutate()}
                    >
                      Check
                    </Button>
                  ) : undefined
                }
              >
                Audit log
              </Header>
            }
            filter={
              <SpaceBetween direction="horizontal" size="s">
                <FormField label="About">
                  <Select
                    selectedOption={kind}
                    options={[...chains]}
                    onChange={({ detail }) => choose(detail.selectedOption.value ?? 'system')}
                  />
                </FormField>
                {kind.value === 'incident' ? (
                  <form
                    onSubmit={(event) => {
                      event.preventDefault();
                      if (incidentId.trim()) choose(incidentId.trim());
                    }}
                  >
                    <FormField label="Incident id" description="From the incident’s page; press Enter.">
                      <Input value={incidentId} onChange={({ detail }) => setIncidentId(detail.value)} />
                    </FormField>
                  </form>
                ) : null}
              </SpaceBetween>
            }
            columnDefinitions={[
              {
                id: 'seq',
                header: <span className="rs-number">Number</span>,
                width: 100,
                cell: (entry) => <span className="rs-number">{entry.seq}</span>,
              },
              { id: 'at', header: 'When', minWidth: 130, cell: (entry) => <When at={entry.at} /> },
              { id: 'who', header: 'Who', minWidth: 140, cell: (entry) => entry.actor.name },
              { id: 'action', header: 'What', isRowHeader: true, minWidth: 170, cell: (entry) => entry.action },
              { id: 'why', header: 'Why', minWidth: 180, cell: (entry) => entry.why ?? '–' },
              {
                id: 'facts',
                header: 'Facts',
                minWidth: 220,
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
              { id: 'hash', header: 'Hash', minWidth: 160, cell: (entry) => <ShortId id={entry.hash} what="hash" /> },
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
                <Empty title={chain === '' ? 'Which incident?' : 'No entries'}>
                  {chain === ''
                    ? 'Enter an incident’s id above to read its chain.'
                    : 'Nothing has been changed here yet.'}
                </Empty>
              )
            }
          />
        )}
      </SpaceBetween>
    </Page>
  );
}
