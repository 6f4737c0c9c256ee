import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { useApi } from '../api/context.tsx';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/permissions.ts';
import { hasEnded } from '../format/status-words.ts';
import { incidentDetail } from '../incidents/queries.ts';
import { TracesTab } from '../traces/traces-tab.tsx';
import { Empty } from '../ui/empty.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { StepPanel } from '../workflow/step-panel.tsx';
import { WorkflowTab } from '../workflow/workflow-tab.tsx';
import type { Incident } from './actions/action-form.tsx';
import { ActionMenu } from './actions/action-menu.tsx';
import { findAction, type MenuActionName } from './actions/catalogue.ts';
import { OpenAction } from './actions/open-action.tsx';
import { Attention } from './attention.tsx';
import { Evidence } from './evidence.tsx';
import { Exams } from './exams.tsx';
import { IncidentMail } from './incident-mail.tsx';
import { Notes } from './notes.tsx';
import { Overview } from './overview.tsx';
import { Requests } from './requests.tsx';
import { Summary } from './summary.tsx';
import { useWorkflow } from './use-workflow.ts';

const help = (
  <HelpPanel header={<h2>One incident</h2>}>
    <p>
      What needs somebody stands at the top, with the button that sees to it. Everything else that you may do now is
      under <b>Actions</b>; each says what will happen before it does, and asks for a reason that goes into the record.
    </p>
    <h3>Workflow</h3>
    <p>
      The graph is drawn from the definition that runs. Solid lines were gone, the lit card is where the incident is
      now; a dashed line that begins at a diamond is the way of an error that the workflow is made for, such as a
      deadline. Choose a card to see what went into that step and what came out.
    </p>
    <h3>Traces</h3>
    <p>
      Each time the workflow goes on, from the request that made it to the mail that comes of it: every part, when it
      began and how long it took. For whoever looks into something that was slow or went wrong.
    </p>
  </HelpPanel>
);

const counted = (label: string, count: number): TabsProps.Tab['label'] => (count > 0 ? `${label} (${count})` : label);

export function IncidentPage() {
  const { incidentId = '' } = useParams();
  const detail = useQuery(incidentDetail(useApi(), incidentId));
  const above = [{ title: 'Incidents', path: '/incidents' }];
  if (detail.data) return <Loaded key={incidentId} incident={detail.data} above={above} />;
  return (
    <Page title="Incident" above={above}>
      {detail.isError ? (
        <LoadFailed error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <Box textAlign="center" padding="xxl">
          <Spinner size="large" />
        </Box>
      )}
    </Page>
  );
}

function Loaded({ incident, above }: { incident: Incident; above: { title: string; path: string }[] }) {
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState<{ name: MenuActionName; requestId?: string }>();
  const tab = search.get('tab') ?? 'overview';
  const seesWorkflow = may('listStateVisits');
  const workflow = useWorkflow(incident.id, seesWorkflow && tab === 'workflow');
  const title = incident.reference ?? 'New report';
  const openRequests = incident.requests.filter(({ answer }) => !answer).length;

  const tabs: TabsProps.Tab[] = [
    { id: 'overview', label: 'Overview', content: <Overview incident={incident} withTimeline={seesWorkflow} /> },
    ...(seesWorkflow
      ? [
          {
            id: 'workflow',
            label: 'Workflow',
            content: workflow.execution ? (
              <WorkflowTab
                incidentId={incident.id}
                executions={workflow.executions}
                execution={workflow.execution}
                visits={workflow.visits}
                selected={workflow.panel.open ? workflow.panel.state : undefined}
                onChooseRun={workflow.chooseRun}
                onOpenState={workflow.openState}
                onOpenVisit={workflow.openVisit}
              />
            ) : workflow.error ? (
              <LoadFailed error={workflow.error} retry={() => void workflow.list.refetch()} />
            ) : workflow.list.isPending ? (
              <Box textAlign="center" padding="xxl">
                <Spinner />
              </Box>
            ) : (
              <Empty title="No run yet">The workflow begins within a second of the report.</Empty>
            ),
          },
          {
            id: 'exams',
            label: counted('Exams', incident.exams.length),
            content: (
              <Container>
                <Exams exams={incident.exams} />
              </Container>
            ),
          },
          {
            id: 'requests',
            // Said in the label: with a badge beside it Cloudscape's tabs are no tabs any more to a screen reader.
            label: openRequests > 0 ? `Requests (${openRequests} open)` : counted('Requests', incident.requests.length),
            content: (
              <Requests
                requests={incident.requests}
                mayAnswer={findAction(incident.actions, 'answer-request') !== undefined}
                onAnswer={(requestId) => setOpen({ name: 'answer-request', requestId })}
              />
            ),
          },
          {
            id: 'mail',
            label: counted('Mail', incident.mail.length),
            content: (
              <Container>
                <IncidentMail mail={incident.mail} />
              </Container>
            ),
          },
          {
            id: 'notes',
            label: counted('Notes', incident.notes.length),
            content: (
              <Container>
                <Notes incident={incident} />
              </Container>
            ),
          },
          {
            id: 'evidence',
            label: counted('Evidence', incident.evidence.length),
            content: (
              <Container>
                <Evidence incident={incident} />
              </Container>
            ),
          },
          { id: 'traces', label: 'Traces', content: tab === 'traces' ? <TracesTab incidentId={incident.id} /> : null },
        ]
      : []),
  ];
  const activeTab = tabs.some(({ id }) => id === tab) ? tab : 'overview';

  return (
    <Page
      title={title}
      above={above}
      help={help}
      splitPanel={
        activeTab === 'workflow' && workflow.panel.state
          ? { content: <StepPanel {...workflow.panel} />, open: workflow.panel.open, onToggle: workflow.panel.onToggle }
          : undefined
      }
    >
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description={incident.student ? `${incident.student.name} · ${incident.work?.title ?? ''}` : undefined}
          actions={
            <ActionMenu
              actions={incident.actions}
              ended={hasEnded(incident.status)}
              onOpen={(name) => setOpen({ name })}
            />
          }
        >
          {title}
        </Header>
        <Attention incident={incident} onOpen={(name) => setOpen({ name })} />
        <Summary incident={incident} />
        {tabs.length === 1 ? (
          tabs[0]?.content
        ) : (
          <Tabs
            activeTabId={activeTab}
            onChange={({ detail }) =>
              setSearch(detail.activeTabId === 'overview' ? {} : { tab: detail.activeTabId }, { replace: true })
            }
            tabs={tabs}
            ariaLabel="About this incident"
          />
        )}
      </SpaceBetween>
      {open ? (
        <OpenAction
          name={open.name}
          requestId={open.requestId}
          incident={incident}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </Page>
  );
}
