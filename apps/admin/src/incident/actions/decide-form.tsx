import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { type Schemas, useApi } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { reasonWords } from '../../format/status-words.ts';
import { type ActionFormProps, ActionModal, useAction, useTried } from './action-form.tsx';
import { findAction } from './catalogue.ts';
import { WhyField, whyError } from './why-field.tsx';

type Decision = Schemas['DecideRequest']['decision'];

const confirmWords: Readonly<Record<Decision, string>> = {
  'attempt-granted': 'Grant attempt',
  penalty: 'Record penalty',
  dismissed: 'Dismiss incident',
};

/** The officer's decision; no penalty is ever automatic. */
export function DecideForm({ incident, onClose }: ActionFormProps) {
  const api = useApi();
  const [decision, setDecision] = useState<Decision>();
  const [penalty, setPenalty] = useState('');
  const [why, setWhy] = useState('');
  const [soleOfficerReason, setSoleOfficerReason] = useState('');
  const [tried, onTry] = useTried();
  // What the decision is about: if somebody decides meanwhile, the server says so.
  const [version] = useState(incident.version);
  const ownReport = findAction(incident.actions, 'decide')?.conflictOfInterest === true;
  const { busy, problem, submit } = useAction({
    incident,
    success: 'The decision is recorded',
    onClose,
    send: () =>
      dataOf(
        api.POST('/incident/{incidentId}/decide', {
          params: {
            path: { incidentId: incident.id },
            ...(version === undefined ? {} : { header: { 'If-Match': `"${version}"` } }),
          },
          body: {
            decision: decision ?? 'dismissed',
            why: why.trim(),
            ...(decision === 'penalty' ? { penalty: penalty.trim() } : {}),
            ...(ownReport ? { soleOfficerReason: soleOfficerReason.trim() } : {}),
          },
        }),
      ),
  });
  return (
    <ActionModal
      header="Decide this incident"
      consequence={
        <>
          {incident.reason ? `${reasonWords[incident.reason]} ` : ''}
          <b>{incident.student?.name ?? 'The student'}</b> gets a letter with your decision and how to appeal.
        </>
      }
      confirm={decision ? confirmWords[decision] : 'Decide'}
      busy={busy}
      problem={problem}
      shown={['/decision', '/penalty', '/why', '/soleOfficerReason']}
      ready={Boolean(
        decision &&
          why.trim() &&
          (decision !== 'penalty' || penalty.trim()) &&
          (!ownReport || soleOfficerReason.trim()),
      )}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormField
        label="Decision"
        errorText={fieldWords(problem, '/decision') || (tried && !decision ? 'Choose one.' : '')}
      >
        <RadioGroup
          value={decision ?? null}
          onChange={({ detail }) => setDecision(detail.value as Decision)}
          items={[
            {
              value: 'attempt-granted',
              label: 'Grant another attempt',
              description: 'A new exam with new questions and a new deadline.',
            },
            {
              value: 'penalty',
              label: 'Penalty',
              description: 'The incident is closed; the letter names the penalty.',
            },
            { value: 'dismissed', label: 'Dismiss', description: 'The incident is closed without a penalty.' },
          ]}
        />
      </FormField>
      {decision === 'penalty' ? (
        <FormField
          label="Penalty"
          description="In words, as the letter to the student says it."
          errorText={fieldWords(problem, '/penalty') || (tried && !penalty.trim() ? 'Name the penalty.' : '')}
          stretch
        >
          <Textarea value={penalty} onChange={({ detail }) => setPenalty(detail.value)} rows={2} ariaRequired />
        </FormField>
      ) : null}
      <WhyField value={why} onChange={setWhy} errorText={whyError(why, tried, fieldWords(problem, '/why'))} />
      {ownReport ? (
        <SpaceBetween size="l">
          <Alert type="warning" header="You reported this incident">
            Somebody else should decide it. If you are the only officer, say why nobody else can.
          </Alert>
          <WhyField
            value={soleOfficerReason}
            onChange={setSoleOfficerReason}
            label="Why nobody else decides"
            errorText={whyError(soleOfficerReason, tried, fieldWords(problem, '/soleOfficerReason'))}
          />
        </SpaceBetween>
      ) : null}
    </ActionModal>
  );
}
