import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf, taggedDataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { fieldWords, type Problem, toProblem } from '../api/problem.ts';
import { useFlashes } from '../app/flashes.tsx';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/permissions.ts';
import { WhyField } from '../incident/actions/why-field.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';
import { When } from '../ui/when.tsx';
import { type Draft, draftOf, requestOf } from './draft.ts';

type Policy = Schemas['PolicyView'];

const help = (
  <HelpPanel header={<h2>Policy</h2>}>
    <p>
      One set of rules for everybody. The version in force when an incident is reported governs all of its attempts: a
      change holds for incidents reported from then on.
    </p>
    <p>
      A policy with which somebody who knows nothing could pass by guessing too often is refused, with the figure. More
      questions, fewer attempts or a higher pass mark lower it.
    </p>
  </HelpPanel>
);

const fields: readonly { name: Exclude<keyof Draft, 'why'>; label: string; description: string }[] = [
  {
    name: 'passMarkPercent',
    label: 'Pass mark, %',
    description: 'Of full marks over all questions.',
  },
  { name: 'attempts', label: 'Attempts', description: 'An officer can grant more.' },
  { name: 'days', label: 'Days', description: 'From scheduling to deadline.' },
  { name: 'questionCount', label: 'Questions', description: 'In each exam.' },
  {
    name: 'timeLimitMinutes',
    label: 'Time limit, minutes',
    description: 'Empty: no limit but the deadline.',
  },
  {
    name: 'reminderDaysBefore',
    label: 'Reminders, days before',
    description: 'Separated by commas.',
  },
  { name: 'appealDays', label: 'Appeal, days', description: 'After a decision.' },
  {
    name: 'retentionMonths',
    label: 'Retention, months',
    description: 'After closing; then erased.',
  },
];

const ruleWords = (policy: Policy, name: (typeof fields)[number]['name']): string => {
  if (name === 'timeLimitMinutes')
    return policy.timeLimitMinutes === undefined ? 'None' : String(policy.timeLimitMinutes);
  if (name === 'reminderDaysBefore') return policy.reminderDaysBefore.join(', ') || 'None';
  return String(policy[name]);
};

/** What stands under a field takes a line or two; what is longer is read above the fields. */
const FIELD_WORDS_MAX = 60;
function atField(problem: Problem | undefined, name: string): string {
  const words = fieldWords(problem, `/${name}`);
  return words.length > FIELD_WORDS_MAX ? 'See what is said above.' : words;
}

/** What a version changed of the one before; of the first, all that it says. */
function changesOf(policy: Policy, versions: readonly Policy[]): string {
  const before = versions.find(({ number }) => number === policy.number - 1);
  const changed = fields.filter(({ name }) => !before || ruleWords(policy, name) !== ruleWords(before, name));
  if (changed.length === 0) return 'Nothing';
  return changed
    .map(
      ({ name, label }) => `${label}: ${ruleWords(policy, name)}${before ? ` (was ${ruleWords(before, name)})` : ''}`,
    )
    .join(' · ');
}

interface EditorProps {
  policy: Policy;
  etag: string | undefined;
  onClose: () => void;
}

function Editor({ policy, etag, onClose }: EditorProps) {
  const api = useApi();
  const queries = useQueryClient();
  const flashes = useFlashes();
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [wrong, setWrong] = useState<Partial<Record<keyof Draft, string>>>({});
  const save = useMutation({
    mutationFn: (body: Schemas['PolicyRequest']) =>
      dataOf(api.PUT('/policy', { ...(etag ? { params: { header: { 'If-Match': etag } } } : {}), body })),
    onSuccess: (saved) => {
      flashes.show({
        type: 'success',
        header: `Policy ${saved.number} is in force for incidents reported from now on`,
      });
      void queries.invalidateQueries({ queryKey: ['policy'] });
      onClose();
    },
  });
  const problem = save.error ? toProblem(save.error) : undefined;
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = () => {
    const made = requestOf(draft);
    setWrong('wrong' in made ? made.wrong : {});
    if ('request' in made && !save.isPending) save.mutate(made.request);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={save.isPending}>
              Save as policy {policy.number + 1}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          {problem ? (
            <Alert type="error" header={problem.status === 400 ? 'This policy is refused' : problem.title}>
              {problem.fields.length === 0 ? problem.words : null}
              {problem.fields.map(({ pointer, message }) => (
                <div key={pointer}>{message}</div>
              ))}
            </Alert>
          ) : null}
          <ColumnLayout columns={4} minColumnWidth={200}>
            {fields.map(({ name, label, description }) => (
              <FormField
                key={name}
                label={label}
                description={description}
                errorText={wrong[name] ?? atField(problem, name)}
              >
                <Input
                  value={draft[name]}
                  inputMode={name === 'reminderDaysBefore' ? 'text' : 'numeric'}
                  onChange={({ detail }) => change({ [name]: detail.value })}
                />
              </FormField>
            ))}
          </ColumnLayout>
          <WhyField
            value={draft.why}
            onChange={(why) => change({ why })}
            description="It goes into the audit log, with your name."
            errorText={wrong.why ?? fieldWords(problem, '/why')}
          />
        </SpaceBetween>
      </Form>
    </form>
  );
}

export function PolicyPage() {
  const api = useApi();
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const policy = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => taggedDataOf(api.GET('/policy', { signal })),
  });
  const history = useQuery({
    queryKey: ['policy', 'history'],
    enabled: may('listPolicies'),
    queryFn: ({ signal }) => dataOf(api.GET('/policy/history', { signal })),
  });
  const current = policy.data?.data;
  return (
    <Page title="Policy" help={help}>
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description="The rules of the process. They hold for incidents reported from the moment they are saved."
        >
          Policy
        </Header>
        {current ? (
          <Container
            header={
              <Header
                variant="h2"
                description={
                  <>
                    Saved by {current.createdBy}, <When at={current.createdAt} clock="wall" />
                  </>
                }
                actions={
                  may('putPolicy') && !editing ? <Button onClick={() => setEditing(true)}>Edit</Button> : undefined
                }
              >
                Policy {current.number}, in force
              </Header>
            }
          >
            {editing ? (
              <Editor policy={current} etag={policy.data?.etag} onClose={() => setEditing(false)} />
            ) : (
              <KeyValuePairs
                columns={4}
                minColumnWidth={150}
                items={fields.map(({ name, label }) => ({ label, value: ruleWords(current, name) }))}
              />
            )}
          </Container>
        ) : policy.isError ? (
          <LoadFailed error={policy.error} retry={() => void policy.refetch()} />
        ) : (
          <Spinner />
        )}
        {history.data ? (
          <Table
            variant="container"
            items={history.data.items}
            trackBy={(item) => String(item.number)}
            contentDensity="compact"
            wrapLines
            enableKeyboardNavigation
            ariaLabels={{ tableLabel: 'Versions' }}
            header={
              <Header
                variant="h2"
                description="Every incident keeps the version that was in force when it was reported."
              >
                Versions
              </Header>
            }
            columnDefinitions={[
              {
                id: 'number',
                header: <span className="rs-number">Policy</span>,
                width: 90,
                isRowHeader: true,
                cell: (item) => <span className="rs-number">{item.number}</span>,
              },
              {
                id: 'changes',
                header: 'Changes',
                minWidth: 300,
                cell: (item) => changesOf(item, history.data.items),
              },
              {
                id: 'saved',
                header: 'Saved',
                minWidth: 170,
                cell: (item) => (
                  <>
                    <When at={item.createdAt} clock="wall" /> by {item.createdBy}
                  </>
                ),
              },
            ]}
          />
        ) : null}
      </SpaceBetween>
    </Page>
  );
}
