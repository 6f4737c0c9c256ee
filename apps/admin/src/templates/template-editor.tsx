import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import Textarea from '@cloudscape-design/components/textarea';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { dataOf } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { fieldWords, toProblem, unplacedFields } from '../api/problem.ts';
import { useFlashes } from '../app/flashes.tsx';
import { useMay } from '../app/permissions.ts';
import { mailTemplates } from '../format/status-words.ts';
import { MailHtml, MailText } from '../outbox/mail-body.tsx';
import { LoadFailed } from '../ui/load-failed.tsx';

type Template = Schemas['TemplateView'];

/** A template's words beside the mail that they make, with made-up values. */
export function TemplateEditor({ template }: { template: Template }) {
  const api = useApi();
  const may = useMay();
  const queries = useQueryClient();
  const flashes = useFlashes();
  const [subject, setSubject] = useState(template.subject);
  const [body, setBody] = useState(template.body);
  const [asking, setAsking] = useState(false);
  const draft = useDeferredValue({ subject, body });
  const path = { templateName: template.name };
  // The shipped template is version 0: what is saved for the first time must still be what was read.
  const params = { path, header: { 'If-Match': `"${template.version}"` } };
  const preview = useQuery({
    queryKey: ['template-preview', template.name, draft.subject, draft.body],
    enabled: draft.subject.trim() !== '' && draft.body.trim() !== '',
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      dataOf(api.POST('/template/{templateName}/preview', { params: { path }, body: draft, signal })),
  });
  const done = (words: string) => () => {
    flashes.show({ type: 'success', header: words });
    setAsking(false);
    void queries.invalidateQueries({ queryKey: ['templates'] });
  };
  const save = useMutation({
    mutationFn: () => dataOf(api.PUT('/template/{templateName}', { params, body: { subject, body } })),
    onSuccess: done('The template is saved; mails written from now on use it'),
  });
  const reset = useMutation({
    mutationFn: () => dataOf(api.DELETE('/template/{templateName}', { params })),
    onSuccess: done('The shipped template holds again'),
    onError: (thrown) => flashes.showProblem(thrown, 'The template was not reset'),
  });
  const refused = save.error ? toProblem(save.error) : undefined;
  // What is wrong while somebody types is said at the field and in place of the preview: nothing on the page moves.
  const unfit = preview.error ? toProblem(preview.error) : undefined;
  const problem = unfit ?? refused;
  const changed = subject !== template.subject || body !== template.body;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {template.edited && may('deleteTemplate') ? (
              <Button onClick={() => setAsking(true)}>Go back to the shipped one</Button>
            ) : null}
            {may('putTemplate') ? (
              <Button variant="primary" disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
                Save template
              </Button>
            ) : null}
          </SpaceBetween>
        }
      >
        {mailTemplates[template.name]}
      </Header>
      {refused ? (
        <Alert type="error" header={refused.title}>
          {refused.words}
          {unplacedFields(refused, ['/subject', '/body']).map(({ pointer, message }) => (
            <div key={pointer}>{message}</div>
          ))}
        </Alert>
      ) : null}
      <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
        <Container header={<Header variant="h2">Words</Header>}>
          <SpaceBetween size="l">
            <FormField
              label="Subject"
              description="What to do and by when, never why."
              errorText={fieldWords(problem, '/subject')}
              stretch
            >
              <Input value={subject} onChange={({ detail }) => setSubject(detail.value)} />
            </FormField>
            <FormField
              label="Body"
              description="Markdown. Text and HTML are made from it."
              errorText={fieldWords(problem, '/body')}
              stretch
            >
              <Textarea value={body} onChange={({ detail }) => setBody(detail.value)} rows={18} spellcheck />
            </FormField>
            <div>
              <Box variant="awsui-key-label">Placeholders, each with an example</Box>
              {template.placeholders.map(({ name, description }) => (
                <div key={name}>
                  <span className="rs-mono">{`{{${name}}}`}</span> <Box variant="small">{description}</Box>
                </div>
              ))}
            </div>
          </SpaceBetween>
        </Container>
        <Container
          header={
            <Header variant="h2" description="With made-up values.">
              {preview.data?.subject ?? 'Preview'}
            </Header>
          }
        >
          {unfit && unfit.fields.length === 0 ? (
            <LoadFailed error={preview.error} retry={() => void preview.refetch()} />
          ) : unfit ? (
            <Box color="text-status-inactive">The words cannot be sent like this: see what is said beside them.</Box>
          ) : preview.data ? (
            <Tabs
              ariaLabel="Preview"
              tabs={[
                {
                  id: 'html',
                  label: 'As it looks',
                  content: <MailHtml html={preview.data.html} subject={preview.data.subject} />,
                },
                { id: 'text', label: 'Plain text', content: <MailText text={preview.data.text} /> },
              ]}
            />
          ) : null}
        </Container>
      </Grid>
      <Modal
        visible={asking}
        header="Go back to the shipped template"
        closeAriaLabel="Close"
        onDismiss={() => setAsking(false)}
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setAsking(false)}>
                Cancel
              </Button>
              <Button variant="primary" loading={reset.isPending} onClick={() => reset.mutate()}>
                Delete my version
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        Your words for this mail are deleted. Mails that were written already stay as they are.
      </Modal>
    </SpaceBetween>
  );
}
