import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSearchParams } from 'react-router';
import { RouteLink } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { ChainTable } from './chain-table.tsx';
import { chains, chosenChain } from './chains.ts';
import { IncidentIdForm } from './incident-id-form.tsx';

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

export function AuditPage() {
  const [search, setSearch] = useSearchParams();
  const chosen = chosenChain(search.get('chain'));
  if (!chosen)
    return (
      <Page title="Audit log" help={help}>
        <Overview onShow={(incidentId) => setSearch({ chain: incidentId })} />
      </Page>
    );
  return (
    <Page title={chosen.choice.label} above={[{ title: 'Audit log', path: '/audit' }]} contentType="table" help={help}>
      <ChainTable
        // What was found out about one chain says nothing of another.
        key={chosen.incidentId || chosen.choice.value}
        {...chosen}
        onChoose={(chain) => setSearch({ chain }, { replace: true })}
      />
    </Page>
  );
}

/** What there is to look at. */
const Overview = ({ onShow }: { onShow: (incidentId: string) => void }) => (
  <SpaceBetween size="l">
    <Header
      variant="h1"
      description="Every change is recorded, with who made it, when and why. Choose what you want to look at."
    >
      Audit log
    </Header>
    <Table
      variant="container"
      header={<Header variant="h2">The office</Header>}
      items={chains.filter(({ value }) => value !== 'incident')}
      trackBy="value"
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: 'Audit log of the office' }}
      columnDefinitions={[
        {
          id: 'about',
          header: 'About',
          isRowHeader: true,
          minWidth: 105,
          cell: ({ value, label }) => <RouteLink to={`/audit?chain=${value}`}>{label}</RouteLink>,
        },
        { id: 'holds', header: 'What it holds', minWidth: 130, cell: ({ holds }) => holds },
      ]}
    />
    <Container
      header={
        <Header
          variant="h2"
          description="Every incident has entries of its own. Its page leads to them, and shows its id."
        >
          One incident
        </Header>
      }
    >
      <IncidentIdForm shown="" onShow={onShow} />
    </Container>
  </SpaceBetween>
);
