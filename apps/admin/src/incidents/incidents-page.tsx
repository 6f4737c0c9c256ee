import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSite } from '../api/context.tsx';
import { setAppearance, useAppearance } from '../app/appearance.ts';
import { processTimeMs } from '../app/clock.ts';
import { hrefOf, useFollow } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/permissions.ts';
import { dateIn } from '../format/zone.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { columnNames, columns, sortOf } from './columns.tsx';
import {
  filtersFromSearch,
  type IncidentFilters,
  isNarrowed,
  noFilters,
  searchFromFilters,
  seesEverything,
} from './filters.ts';
import { IncidentFilter } from './incident-filter.tsx';
import { incidentList } from './queries.ts';
import { useSavedViews, ViewActions, ViewSelect } from './saved-views.tsx';
import { displayOf, pageSizes, useTablePreferences } from './table-preferences.ts';
import { builtInViews } from './views.ts';

const help = (
  <HelpPanel header={<h2>Incidents</h2>}>
    <p>
      Every report that you may see. An incident moves by itself: the student is written to, reminded, and their exam is
      marked. What waits for a person is marked: <b>Awaiting decision</b>, <b>To be confirmed</b>,{' '}
      <b>Request to answer</b>, <b>Not notified</b>, <b>Workflow stopped</b>.
    </p>
    <h3>Finding</h3>
    <p>
      Type a name, student number, reference or part of a title, or choose a property. Filters are in the page’s
      address: send it to a colleague and they see the same list.
    </p>
    <h3>Not notified</h3>
    <p>
      A deadline counts only once the invitation has been accepted by the mail server and has not come back. Until then
      the incident says <b>Not notified</b>.
    </p>
  </HelpPanel>
);

export function IncidentsPage() {
  const { api, settings, settingsReadMs } = useSite();
  const may = useMay();
  const everything = may(seesEverything);
  const follow = useFollow();
  const { density } = useAppearance();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => filtersFromSearch(search), [search]);
  const address = searchFromFilters(filters).toString();
  const [preferences, setPreferences] = useTablePreferences({
    pageSize: 25,
    wrapLines: true,
    stripedRows: false,
    visible: ['reference', 'student', 'work', 'status', 'attempt', 'deadline', 'reported'],
  });
  const list = useInfiniteQuery({
    ...incidentList(api, filters, settings.timeZone, preferences.pageSize),
    placeholderData: keepPreviousData,
  });
  // The page belongs to a list: another list begins at its first page.
  const listKey = `${address}\n${preferences.pageSize}`;
  const [place, setPlace] = useState({ listKey, page: 1 });
  const page = place.listKey === listKey ? place.page : 1;
  const loaded = list.data?.pages ?? [];
  const rows = loaded[Math.min(page, loaded.length) - 1]?.items ?? [];

  const { views: saved, save } = useSavedViews();
  const today = dateIn(settings.timeZone, processTimeMs(settings, settingsReadMs, Date.now()));
  const builtIn = useMemo(() => builtInViews(everything, today), [everything, today]);

  const show = (next: IncidentFilters) => setSearch(searchFromFilters(next), { replace: true });
  const goTo = async (wanted: number) => {
    if (wanted > loaded.length) await list.fetchNextPage();
    setPlace({ listKey, page: wanted });
  };
  const narrowed = isNarrowed(filters);
  const count = loaded.reduce((sum, { items }) => sum + items.length, 0);
  const counter = list.isPending ? '' : `(${count}${list.hasNextPage ? '+' : ''})`;
  const reportButton = may('reportIncident') ? (
    <Button variant="primary" href={hrefOf('/report')} onFollow={follow}>
      Report an incident
    </Button>
  ) : null;

  const definitions = columns(everything);
  const display = displayOf(
    definitions.flatMap(({ id }) => id ?? []),
    preferences.visible,
  );
  const sortingColumn = definitions.find(({ sortingField }) => sortingField === filters.sort.replace(/^-/, ''));

  return (
    <Page title="Incidents" contentType="table" help={help}>
      {list.isError && !list.data ? (
        <LoadFailed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Table
          variant="full-page"
          stickyHeader
          items={rows}
          trackBy="id"
          loading={list.isPending || list.isPlaceholderData}
          loadingText="Loading incidents"
          columnDefinitions={definitions}
          columnDisplay={display}
          wrapLines={preferences.wrapLines}
          stripedRows={preferences.stripedRows}
          contentDensity={density}
          {...(sortingColumn ? { sortingColumn } : {})}
          sortingDescending={filters.sort.startsWith('-')}
          onSortingChange={({ detail }) =>
            show({ ...filters, sort: sortOf(detail.sortingColumn.sortingField, detail.isDescending ?? false) })
          }
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: 'Incidents' }}
          header={
            <Header
              variant="awsui-h1-sticky"
              counter={counter}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <Button iconName="refresh" ariaLabel="Refresh" onClick={() => void list.refetch()} />
                  {may('createImport') ? (
                    <Button href={hrefOf('/import')} onFollow={follow}>
                      Import from CSV
                    </Button>
                  ) : null}
                  {reportButton}
                </SpaceBetween>
              }
            >
              Incidents
            </Header>
          }
          filter={
            <IncidentFilter
              filters={filters}
              rows={loaded.flatMap(({ items }) => items)}
              seesEverything={everything}
              countText={narrowed && !list.isPending ? `${count}${list.hasNextPage ? '+' : ''} found` : ''}
              onChange={show}
              customControl={
                <ViewSelect
                  builtIn={builtIn}
                  saved={saved}
                  search={address}
                  onChoose={(view) => setSearch(new URLSearchParams(view.search))}
                />
              }
              customFilterActions={
                <SpaceBetween direction="horizontal" size="xs">
                  <Button disabled={!narrowed} onClick={() => show({ ...noFilters, sort: filters.sort })}>
                    Clear filters
                  </Button>
                  <ViewActions saved={saved} search={address} onSave={save} />
                </SpaceBetween>
              }
            />
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
          preferences={
            <CollectionPreferences
              title="Preferences"
              confirmLabel="Confirm"
              cancelLabel="Cancel"
              preferences={{
                pageSize: preferences.pageSize,
                wrapLines: preferences.wrapLines,
                stripedRows: preferences.stripedRows,
                contentDensity: density,
                contentDisplay: display,
              }}
              pageSizePreference={{ options: pageSizes.map((value) => ({ value, label: `${value} incidents` })) }}
              wrapLinesPreference={{}}
              stripedRowsPreference={{}}
              contentDensityPreference={{}}
              contentDisplayPreference={{
                options: columnNames
                  .filter(({ id }) => everything || (id !== 'attempt' && id !== 'deadline'))
                  .map((option) => ({ ...option, alwaysVisible: option.id === 'reference' })),
              }}
              onConfirm={({ detail }) => {
                setPreferences({
                  pageSize: detail.pageSize ?? preferences.pageSize,
                  wrapLines: detail.wrapLines ?? preferences.wrapLines,
                  stripedRows: detail.stripedRows ?? preferences.stripedRows,
                  visible: (detail.contentDisplay ?? []).filter(({ visible }) => visible).map(({ id }) => id),
                });
                setAppearance({ density: detail.contentDensity ?? density });
              }}
            />
          }
          empty={
            narrowed ? (
              <Empty
                title="Nothing matches"
                action={<Button onClick={() => show({ ...noFilters, sort: filters.sort })}>Clear filters</Button>}
              >
                No incident fits all of these filters. Take one away, or look in another view.
              </Empty>
            ) : (
              <Empty title="No incidents yet" action={reportButton}>
                {everything
                  ? 'Report one, or import many from a CSV file. From then on this list shows where each of them stands.'
                  : 'Incidents that you report appear here, with where they stand. An officer checks each report first.'}
              </Empty>
            )
          }
          footer={
            list.isError && list.data ? (
              <Box color="text-status-error" textAlign="center">
                This list could not be refreshed; it shows what was there before.
              </Box>
            ) : undefined
          }
        />
      )}
    </Page>
  );
}
