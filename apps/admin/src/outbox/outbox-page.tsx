import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import Pagination from '@cloudscape-design/components/pagination';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { dataOf } from '../api/client.ts';
import { type Schemas, useSite } from '../api/context.tsx';
import { useAppearance } from '../app/appearance.ts';
import { Page } from '../app/page.tsx';
import { mailStatuses } from '../format/status-words.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { mailColumns } from './mail-columns.tsx';
import { MailView } from './mail-view.tsx';

type MailStatus = Schemas['MailListItem']['status'];

const statusNames = Object.keys(mailStatuses) as MailStatus[];
const isStatus = (value: string | null): value is MailStatus => statusNames.some((status) => status === value);

const help = (
  <HelpPanel header={<h2>Outbox</h2>}>
    <p>
      Every mail that Resit has written, newest first. It is written in the same moment as the change that it tells of,
      and sent from here.
    </p>
    <dl>
      <dt>Held</dt>
      <dd>Came with a bulk import, which can still be undone.</dd>
      <dt>Waiting to be sent</dt>
      <dd>Goes out next, or is tried again after a fault.</dd>
      <dt>Accepted</dt>
      <dd>A mail server took it. From then on a deadline counts.</dd>
      <dt>Came back</dt>
      <dd>It was refused for good, or an officer marked it. The student has not been notified.</dd>
    </dl>
  </HelpPanel>
);

export function OutboxPage() {
  const { api, settings } = useSite();
  const { density } = useAppearance();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('status');
  const status = isStatus(asked) ? asked : undefined;
  const [open, setOpen] = useState<Schemas['MailListItem']>();
  const [place, setPlace] = useState({ status, page: 1 });
  const page = place.status === status ? place.page : 1;
  const list = useInfiniteQuery({
    queryKey: ['outbox', status ?? ''],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/mail', {
          params: { query: { limit: 50, ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
    refetchInterval: 4_000,
  });
  const loaded = list.data?.pages ?? [];
  const goTo = async (wanted: number) => {
    if (wanted > loaded.length) await list.fetchNextPage();
    setPlace({ status, page: wanted });
  };
  const everything = { value: '', label: 'All mail' };
  const options = [everything, ...statusNames.map((value) => ({ value, label: mailStatuses[value].text }))];
  return (
    <Page title="Outbox" contentType="table" help={help}>
      <SpaceBetween size="l">
        {settings.mailMode === 'trial' ? (
          <Alert type="info" header="Trial: mail stays here">
            No mail server is set, so nothing leaves this machine, and entering the outbox counts as accepted.
            Administrators can read every mail here, codes included until they are used or end. Open an invitation and
            follow its link to sit the exam as the student.
          </Alert>
        ) : null}
        {list.isError && !list.data ? (
          <LoadFailed error={list.error} retry={() => void list.refetch()} />
        ) : (
          <Table
            variant="full-page"
            stickyHeader
            items={loaded[Math.min(page, loaded.length) - 1]?.items ?? []}
            trackBy="id"
            loading={list.isPending || list.isPlaceholderData}
            loadingText="Loading mail"
            wrapLines
            contentDensity={density}
            enableKeyboardNavigation
            ariaLabels={{ tableLabel: 'Outbox' }}
            columnDefinitions={mailColumns(setOpen)}
            header={
              <Header
                variant="awsui-h1-sticky"
                actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={() => void list.refetch()} />}
              >
                Outbox
              </Header>
            }
            filter={
              <Box display="inline-block">
                <Select
                  selectedOption={options.find(({ value }) => value === (status ?? '')) ?? everything}
                  options={options}
                  onChange={({ detail }) =>
                    setSearch(detail.selectedOption.value ? { status: detail.selectedOption.value } : {}, {
                      replace: true,
                    })
                  }
                  ariaLabel="Status"
                />
              </Box>
            }
            pagination={
              <Pagination
                currentPageIndex={page}
                pagesCount={Math.max(1, loaded.length)}
                openEnd={list.hasNextPage}
                disabled={list.isFetchingNextPage}
                onChange={({ detail }) => void goTo(detail.currentPageIndex)}
                onNextPageClick={({ detail }) => {
                  if (!detail.requestedPageAvailable) void goTo(detail.requestedPageIndex);
                }}
              />
            }
            empty={
              <Empty title={status ? 'No such mail' : 'No mail yet'}>
                {status
                  ? 'Nothing in the outbox has this status now.'
                  : 'Report an incident: within a second the student’s invitation is here.'}
              </Empty>
            }
          />
        )}
      </SpaceBetween>
      {open ? <MailView mailId={open.id} subject={open.subject} onClose={() => setOpen(undefined)} /> : null}
    </Page>
  );
}
