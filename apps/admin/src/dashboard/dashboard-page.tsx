import Alert from '@cloudscape-design/components/alert';
import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import PieChart from '@cloudscape-design/components/pie-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { dataOf } from '../api/client.ts';
import { type Schemas, useSite } from '../api/context.tsx';
import { hrefOf, RouteLink, useFollow } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/permissions.ts';
import { shortDate } from '../format/dates.ts';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { When } from '../ui/when.tsx';
import { attentionOf, openShares, passRates } from './figures.ts';

type Dashboard = Schemas['DashboardView'];
type Row = Schemas['IncidentListItem'];

function Figures({ data }: { data: Dashboard }) {
  const follow = useFollow();
  return (
    <Container header={<Header variant="h2">Waiting for the office</Header>}>
      <ul className="rs-figures">
        {attentionOf(data).map(({ label, count, search }) => (
          <li key={label}>
            <Box variant="awsui-key-label">{label}</Box>
            <Link
              variant="awsui-value-large"
              href={hrefOf(`/incidents?${search}`)}
              onFollow={follow}
              ariaLabel={`${label}: ${count}`}
            >
              {count}
            </Link>
          </li>
        ))}
      </ul>
    </Container>
  );
}

interface QueueProps {
  title: string;
  rows: readonly Row[];
  search: string;
  empty: { title: string; words: string };
  when: (row: Row) => string | undefined;
  whenHeader: string;
}

/** The first of a queue, with a link to the whole of it. */
function Queue({ title, rows, search, empty, when, whenHeader }: QueueProps) {
  const follow = useFollow();
  return (
    <Table
      variant="container"
      items={rows.slice(0, 8)}
      trackBy="id"
      wrapLines
      contentDensity="compact"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: title }}
      header={
        <Header
          variant="h2"
          counter={`(${rows.length})`}
          actions={
            <Button href={hrefOf(`/incidents?${search}`)} onFollow={follow}>
              View all
            </Button>
          }
        >
          {title}
        </Header>
      }
      columnDefinitions={[
        {
          id: 'reference',
          header: 'Reference',
          isRowHeader: true,
          minWidth: 115,
          cell: (row) => (
            <RouteLink to={`/incidents/${row.id}`}>
              <span className="rs-nowrap">{row.reference ?? 'New report'}</span>
            </RouteLink>
          ),
        },
        { id: 'student', header: 'Student', minWidth: 110, cell: (row) => row.student?.name ?? '–' },
        {
          id: 'attempt',
          header: <span className="rs-number">Attempt</span>,
          minWidth: 80,
          cell: (row) => (
            <span className="rs-number">
              {row.attempt ? `${row.attempt} of ${row.attemptsAllowed ?? row.attempt}` : '–'}
            </span>
          ),
        },
        {
          id: 'when',
          header: whenHeader,
          minWidth: 100,
          cell: (row) => {
            const at = when(row);
            return at ? <When at={at} /> : '–';
          },
        },
      ]}
      empty={<Empty title={empty.title}>{empty.words}</Empty>}
    />
  );
}

function OpenByState({ data }: { data: Dashboard }) {
  const navigate = useNavigate();
  const shares = openShares(data);
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  return (
    <Container header={<Header variant="h2">Open by state</Header>} fitHeight>
      {total === 0 ? (
        <Empty title="Nothing is open">
          Reported incidents appear here until they are resolved, closed or withdrawn.
        </Empty>
      ) : (
        <PieChart
          variant="donut"
          size="medium"
          data={shares}
          innerMetricValue={String(total)}
          innerMetricDescription="open"
          hideFilter
          hideTitles
          hideDescriptions
          ariaLabel="Open incidents by state"
          legendTitle="State"
          segmentDescription={(datum, sum) => `${datum.value} of ${sum}`}
          detailPopoverContent={(datum) => [
            { key: 'Incidents', value: datum.value },
            {
              key: '',
              value: <Link onFollow={() => void navigate(`/incidents?status=${datum.status}`)}>Show them</Link>,
            },
          ]}
        />
      )}
    </Container>
  );
}

function PassRates({ data }: { data: Dashboard }) {
  const rates = passRates(data);
  return (
    <Container
      header={
        <Header variant="h2" description={`Exams submitted since ${shortDate(data.since)}`}>
          Pass rate by attempt
        </Header>
      }
      fitHeight
    >
      {rates.length === 0 ? (
        <Empty title="No exam has been submitted yet">The share of exams passed appears here, for each attempt.</Empty>
      ) : (
        <BarChart
          height={190}
          hideFilter
          hideLegend
          ariaLabel="Pass rate by attempt"
          xTitle="Attempt"
          yTitle="Passed, %"
          yDomain={[0, 100]}
          xDomain={rates.map(({ x }) => x)}
          series={[{ type: 'bar', title: 'Passed', data: rates, valueFormatter: (value) => `${value} %` }]}
          detailPopoverFooter={(x) => {
            const rate = rates.find((one) => one.x === x);
            return rate ? `${rate.passed} of ${rate.sat} exams` : '';
          }}
        />
      )}
    </Container>
  );
}

function Faculties({ data }: { data: Dashboard }) {
  return (
    <Table
      variant="container"
      items={[...data.byFaculty].sort((a, b) => b.incidents - a.incidents)}
      trackBy="faculty"
      contentDensity="compact"
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: 'By faculty' }}
      header={
        <Header variant="h2" description={`Reported since ${shortDate(data.since)}`}>
          By faculty
        </Header>
      }
      columnDefinitions={[
        {
          id: 'faculty',
          header: 'Faculty',
          isRowHeader: true,
          cell: (row) =>
            row.faculty ? (
              <RouteLink to={`/incidents?faculty=${encodeURIComponent(row.faculty)}`}>{row.faculty}</RouteLink>
            ) : (
              'Not known'
            ),
        },
        {
          id: 'open',
          header: <span className="rs-number">Open</span>,
          cell: (row) => <span className="rs-number">{row.open}</span>,
        },
        {
          id: 'incidents',
          header: <span className="rs-number">Reported</span>,
          cell: (row) => <span className="rs-number">{row.incidents}</span>,
        },
      ]}
      empty={<Empty title="No incidents yet">Once there are some, this shows where they come from.</Empty>}
    />
  );
}

export function DashboardPage() {
  const { api, settings } = useSite();
  const may = useMay();
  const follow = useFollow();
  const dashboard = useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => dataOf(api.GET('/dashboard', { signal })),
    refetchInterval: 15_000,
  });
  const { data } = dashboard;
  return (
    <Page title="Dashboard" contentType="dashboard">
      <SpaceBetween size="l">
        <Header
          variant="h1"
          actions={
            may('reportIncident') ? (
              <Button variant="primary" href={hrefOf('/report')} onFollow={follow}>
                Report an incident
              </Button>
            ) : undefined
          }
        >
          Dashboard
        </Header>
        {settings.mailMode === 'trial' ? (
          <Alert type="info" header="Trying out: no mail leaves this machine">
            No mail server is set, so every mail stays in the <RouteLink to="/outbox">outbox</RouteLink>. Open one there
            to follow a student’s link.
          </Alert>
        ) : null}
        {data ? (
          <SpaceBetween size="l">
            <Figures data={data} />
            <div className="rs-halves">
              <Queue
                title="Waiting for a decision"
                rows={data.waitingDecisions}
                search="status=awaiting-decision"
                whenHeader="Last change"
                when={(row) => row.changedAt}
                empty={{
                  title: 'No decision is waited for',
                  words: 'Students who used up their attempts, or did not sit, appear here.',
                }}
              />
              <Queue
                title="Due this week"
                rows={data.dueThisWeek}
                search="status=exam-open&sort=deadline"
                whenHeader="Deadline"
                when={(row) => row.deadline?.at}
                empty={{
                  title: 'No deadline falls this week',
                  words: 'Open exams appear here in the week of their deadline.',
                }}
              />
              <OpenByState data={data} />
              <PassRates data={data} />
              <Faculties data={data} />
              <Container header={<Header variant="h2">Time to resolve</Header>} fitHeight>
                {data.medianDaysToResolve === undefined ? (
                  <Empty title="Nothing has been resolved yet">
                    The median of days from report to resolution appears here.
                  </Empty>
                ) : (
                  <Box textAlign="center" padding="l">
                    <Box fontSize="display-l" fontWeight="bold">
                      {data.medianDaysToResolve.toLocaleString('en-GB', { maximumFractionDigits: 1 })}
                    </Box>
                    <Box color="text-body-secondary">days from report to resolution, median</Box>
                  </Box>
                )}
              </Container>
            </div>
          </SpaceBetween>
        ) : dashboard.isError ? (
          <LoadFailed error={dashboard.error} retry={() => void dashboard.refetch()} />
        ) : (
          <Box textAlign="center" padding="xxl">
            <Spinner size="large" />
          </Box>
        )}
      </SpaceBetween>
    </Page>
  );
}
