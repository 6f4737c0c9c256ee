import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import HelpPanel from '@cloudscape-design/components/help-panel';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import Tiles from '@cloudscape-design/components/tiles';
import { ApiProblem } from '@resit/api-client/problem';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { dataOf } from '../api/client.ts';
import { useSite } from '../api/context.tsx';
import { fieldWords, type Problem, toProblem, unplacedFields } from '../api/problem.ts';
import { processTimeMs } from '../app/clock.ts';
import { useFlashes } from '../app/flashes.tsx';
import { RouteLink } from '../app/links.tsx';
import { Page } from '../app/page.tsx';
import { dateIn } from '../format/zone.ts';
import { DayPicker } from '../ui/day-picker.tsx';
import { checkDraft, type Draft, type DraftErrors, emptyDraft, type Handling, pointers, requestOf } from './draft.ts';
import { StudentFields } from './student-fields.tsx';

const help = (
  <HelpPanel header={<h2>Reporting</h2>}>
    <p>
      When an officer reports, the exam is scheduled at once and the student gets a mail with the deadline. When a
      lecturer reports, an officer checks the details first; the student hears nothing until then.
    </p>
    <h3>Who reads what</h3>
    <p>
      The description is read by staff alone. The student’s mail says what to do and by when; the page behind its link
      names the work, the date and the reference of the finding.
    </p>
  </HelpPanel>
);

const fields = Object.keys(pointers) as (keyof Draft)[];

/** Errors of the server at the fields of the form. */
const errorsOf = (problem: Problem): DraftErrors =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const words = fieldWords(problem, pointers[field]);
      return words ? [[field, words]] : [];
    }),
  );

export function ReportPage() {
  const { api, me, settings, settingsReadMs } = useSite();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const flashes = useFlashes();
  const withFinding = me.roles.some((role) => role !== 'lecturer');
  const today = dateIn(settings.timeZone, processTimeMs(settings, settingsReadMs, Date.now()));
  const [draft, setDraft] = useState(emptyDraft);
  const [errors, setErrors] = useState<DraftErrors>({});
  const [problem, setProblem] = useState<Problem>();
  // One key for this form, however often it is sent: a double click or a retry reports one incident.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const sent = useRef(false);

  const student = draft.studentNumber.trim();
  const others = useQuery({
    queryKey: ['incidents-of', student],
    enabled: withFinding && student.length > 2 && draft.name !== '',
    staleTime: 30_000,
    queryFn: ({ signal }) => dataOf(api.GET('/incident', { params: { query: { student, limit: 5 } }, signal })),
  });

  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in part))));
  };

  const goTo = (incidentId: string) => {
    void queries.invalidateQueries({ queryKey: ['incidents'] });
    void navigate(`/incidents/${incidentId}`);
  };

  const report = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/incident', {
          params: { header: { 'Idempotency-Key': idempotencyKey } },
          body: requestOf(draft, withFinding),
        }),
      ),
    onSuccess: ({ incidentId }) => {
      flashes.show({
        type: 'success',
        header: 'Reported',
        content: withFinding
          ? 'The workflow has begun. The student is written to next.'
          : 'An officer checks your report next. The student hears nothing until then.',
      });
      goTo(incidentId);
    },
    onError: (thrown) => {
      sent.current = false;
      if (thrown instanceof ApiProblem && thrown.status === 409 && thrown.problem.incidentId) {
        flashes.show({ type: 'info', header: 'This report had been received already' });
        return goTo(thrown.problem.incidentId);
      }
      const shown = toProblem(thrown);
      setProblem(shown);
      setErrors(errorsOf(shown));
    },
  });

  const submit = () => {
    const found = checkDraft(draft, withFinding, today);
    setErrors(found);
    setProblem(undefined);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (sent.current) return;
    sent.current = true;
    report.mutate();
  };

  const wrong = Object.keys(errors).length;
  return (
    <Page
      title="Report an incident"
      above={[{ title: 'Incidents', path: '/incidents' }]}
      contentType="form"
      help={help}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form
          header={
            <Header
              variant="h1"
              description={
                withFinding
                  ? 'For a finding of plagiarism that the office has made. The student is asked to sit an exam on referencing.'
                  : 'An officer checks your report before anything is sent to the student.'
              }
            >
              Report an incident
            </Header>
          }
          errorText={
            problem ? (
              <>
                {problem.title}: {problem.words}
                {unplacedFields(problem, Object.values(pointers)).map(({ pointer, message }) => (
                  <div key={pointer}>{message}</div>
                ))}
              </>
            ) : wrong > 0 ? (
              wrong === 1 ? (
                'One field needs your attention.'
              ) : (
                `${wrong} fields need your attention.`
              )
            ) : undefined
          }
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => void navigate('/incidents')}>
                Cancel
              </Button>
              <Button variant="primary" loading={report.isPending} loadingText="Reporting">
                Report incident
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Student</Header>}>
              <SpaceBetween size="l">
                <StudentFields draft={draft} errors={errors} onChange={change} />
                {others.data && others.data.items.length > 0 ? (
                  <Alert type="info" header="This student has been reported before">
                    {others.data.items.map((incident) => (
                      <div key={incident.id}>
                        <RouteLink to={`/incidents/${incident.id}`}>{incident.reference ?? 'New report'}</RouteLink>
                        {incident.work ? ` · ${incident.work.unit}, ${incident.work.title}` : ''}
                      </div>
                    ))}
                    Choose below how this one is handled.
                  </Alert>
                ) : null}
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">Work</Header>}>
              <SpaceBetween size="l">
                <FormField label="Title" errorText={errors.title}>
                  <Input value={draft.title} onChange={({ detail }) => change({ title: detail.value })} ariaRequired />
                </FormField>
                <ColumnLayout columns={2}>
                  <FormField label="Unit" description="As the university writes it." errorText={errors.unit}>
                    <Input
                      value={draft.unit}
                      onChange={({ detail }) => change({ unit: detail.value })}
                      placeholder="e.g. HIST1001"
                      ariaRequired
                    />
                  </FormField>
                  <FormField
                    label={
                      <>
                        Submitted on <i>– optional</i>
                      </>
                    }
                    description="The day the student handed it in."
                    errorText={errors.submittedOn}
                  >
                    <DayPicker
                      value={draft.submittedOn}
                      onChange={(submittedOn) => change({ submittedOn })}
                      until={today}
                    />
                  </FormField>
                </ColumnLayout>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">{withFinding ? 'Finding' : 'What you found'}</Header>}>
              <SpaceBetween size="l">
                {withFinding ? (
                  <ColumnLayout columns={2}>
                    <FormField
                      label="Reference"
                      description="Of the finding in the university’s records."
                      errorText={errors.findingReference}
                    >
                      <Input
                        value={draft.findingReference}
                        onChange={({ detail }) => change({ findingReference: detail.value })}
                        ariaRequired
                      />
                    </FormField>
                    <FormField label="Found on" description="The day of the finding." errorText={errors.foundOn}>
                      <DayPicker
                        value={draft.foundOn}
                        onChange={(foundOn) => change({ foundOn })}
                        until={today}
                        ariaRequired
                      />
                    </FormField>
                  </ColumnLayout>
                ) : null}
                <FormField
                  label="Description"
                  description="What was found and where. Only staff read it."
                  errorText={errors.description}
                  stretch
                >
                  <Textarea
                    value={draft.description}
                    onChange={({ detail }) => change({ description: detail.value })}
                    rows={6}
                    ariaRequired
                  />
                </FormField>
              </SpaceBetween>
            </Container>
            {withFinding ? (
              <Container header={<Header variant="h2">What happens next</Header>}>
                <FormField errorText={errors.handling} stretch>
                  <Tiles
                    value={draft.handling}
                    onChange={({ detail }) => change({ handling: detail.value as Handling })}
                    ariaLabel="What happens next"
                    items={[
                      {
                        value: 'separate',
                        label: 'An exam',
                        description: 'The student is invited to an exam of its own for this incident.',
                      },
                      {
                        value: 'straight-to-decision',
                        label: 'Straight to a decision',
                        description: 'No exam. Officers are asked for a decision, and the student is told of it.',
                      },
                    ]}
                  />
                </FormField>
              </Container>
            ) : null}
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
}
