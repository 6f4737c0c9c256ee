import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { type Schemas, useApi } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { hasEnded } from '../../format/status-words.ts';
import { type ActionFormProps, ActionModal, useAction, useTried } from './action-form.tsx';
import { WhyField, whyError } from './why-field.tsx';

type Place = NonNullable<Schemas['ResumeRequest']['at']>;

/** Starts a new execution where the incident stands; for one that ended, an officer says where. */
export function ResumeForm({ incident, onClose }: ActionFormProps) {
  const api = useApi();
  const ended = hasEnded(incident.status);
  const [at, setAt] = useState<Place>('awaiting-decision');
  const [why, setWhy] = useState('');
  const [tried, onTry] = useTried();
  const { busy, problem, submit } = useAction({
    incident,
    success: 'The workflow goes on',
    onClose,
    send: () =>
      dataOf(
        api.POST('/incident/{incidentId}/resume', {
          params: { path: { incidentId: incident.id } },
          body: { why: why.trim(), ...(ended ? { at } : {}) },
        }),
      ),
  });
  return (
    <ActionModal
      header={ended ? 'Open this incident again' : 'Resume the workflow'}
      consequence={
        ended
          ? 'The incident has ended. A new run of the workflow opens it again, for an appeal or another exam. What was decided stays in the record.'
          : 'A new run of the workflow begins where the incident stands. Nothing that was done is repeated: no mail goes out twice.'
      }
      confirm={ended ? 'Open again' : 'Resume workflow'}
      busy={busy}
      problem={problem}
      shown={['/at', '/why']}
      ready={why.trim() !== ''}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      {ended ? (
        <FormField label="Where to go on" errorText={fieldWords(problem, '/at')}>
          <RadioGroup
            value={at}
            onChange={({ detail }) => setAt(detail.value as Place)}
            items={[
              {
                value: 'awaiting-decision',
                label: 'Decide again',
                description: 'After an appeal: officers are asked for a decision.',
              },
              { value: 'to-be-scheduled', label: 'Another exam', description: 'The student is invited to a new exam.' },
            ]}
          />
        </FormField>
      ) : null}
      <WhyField value={why} onChange={setWhy} errorText={whyError(why, tried, fieldWords(problem, '/why'))} />
    </ActionModal>
  );
}
