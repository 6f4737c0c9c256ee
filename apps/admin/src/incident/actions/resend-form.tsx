import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { useApi } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { type ActionFormProps, ActionModal, useAction } from './action-form.tsx';
import { WhyField } from './why-field.tsx';

/** Sends the invitation again, to a mended address if need be. */
export function ResendForm({ incident, onClose }: ActionFormProps) {
  const api = useApi();
  const [email, setEmail] = useState(incident.student?.email ?? '');
  const [why, setWhy] = useState('');
  const { busy, problem, submit } = useAction({
    incident,
    success: `The invitation is sent again to ${email.trim()}`,
    onClose,
    send: () =>
      dataOf(
        api.POST('/incident/{incidentId}/resend-invitation', {
          params: { path: { incidentId: incident.id } },
          body: {
            ...(email.trim() && email.trim() !== incident.student?.email ? { email: email.trim() } : {}),
            ...(why.trim() ? { why: why.trim() } : {}),
          },
        }),
      ),
  });
  return (
    <ActionModal
      header="Send the invitation again"
      consequence={
        <>
          <b>{incident.student?.name ?? 'The student'}</b> gets the invitation with the same link. If the deadline is
          over or near, the student’s days begin again; otherwise it stays as it is.
        </>
      }
      confirm="Send invitation"
      busy={busy}
      problem={problem}
      shown={['/email', '/why']}
      ready={email.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormField
        label="Email"
        description="Mend it if the mail came back; everything goes to the new address from then on."
        errorText={fieldWords(problem, '/email') || (email.trim() ? '' : 'Enter an address.')}
      >
        <Input type="email" value={email} onChange={({ detail }) => setEmail(detail.value)} />
      </FormField>
      <WhyField value={why} onChange={setWhy} optional errorText={fieldWords(problem, '/why')} />
    </ActionModal>
  );
}
