import { type ReactNode, useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { useApi } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { ActionModal, type Incident, useAction, useTried } from './action-form.tsx';
import { WhyField, whyError } from './why-field.tsx';

/** Actions that take a reason and nothing else. */
export type ReasonActionName = 'refuse' | 'excuse' | 'withdraw' | 'mark-bounced' | 'redrive';

interface Words {
  header: string;
  confirm: string;
  success: string;
  consequence: (incident: Incident) => ReactNode;
}

const who = (incident: Incident): string => incident.student?.name ?? 'The student';

const words: Readonly<Record<ReasonActionName, Words>> = {
  refuse: {
    header: 'Refuse this report',
    confirm: 'Refuse report',
    success: 'The report is refused',
    consequence: (incident) => (
      <>
        The incident ends here. <b>{who(incident)}</b> never hears of it and gets no mail.{' '}
        {incident.reportedBy?.name ?? 'The lecturer'} gets a mail that the report was refused, without this reason. This
        cannot be taken back.
      </>
    ),
  },
  excuse: {
    header: 'Excuse this attempt',
    confirm: 'Excuse attempt',
    success: 'The attempt is excused; another is being scheduled',
    consequence: (incident) => (
      <>
        Attempt {incident.attempt} is closed and does not count. <b>{who(incident)}</b> gets a new exam with new
        questions and a new deadline, and a mail that says so.
      </>
    ),
  },
  withdraw: {
    header: 'Withdraw this incident',
    confirm: 'Withdraw incident',
    success: 'The incident is withdrawn',
    consequence: (incident) => (
      <>
        The incident <b>{incident.reference}</b> ends without an outcome, and an open exam is closed.{' '}
        <b>{who(incident)}</b> gets a letter that it has been withdrawn, unless they never heard of it. This cannot be
        taken back.
      </>
    ),
  },
  'mark-bounced': {
    header: 'Mark as not notified',
    confirm: 'Mark as not notified',
    success: 'Marked as not notified: the deadline is held',
    consequence: (incident) => (
      <>
        The invitation to <b>{incident.student?.email}</b> is recorded as not delivered. The deadline does not count
        until an invitation has been sent again and accepted.
      </>
    ),
  },
  redrive: {
    header: 'Redrive the workflow',
    confirm: 'Redrive workflow',
    success: 'The workflow goes on',
    consequence: () =>
      'The workflow goes on from the step that failed, and tries that step again. Steps that were done are not repeated.',
  },
};

interface ReasonFormProps {
  name: ReasonActionName;
  incident: Incident;
  onClose: () => void;
}

export function ReasonForm({ name, incident, onClose }: ReasonFormProps) {
  const api = useApi();
  const [why, setWhy] = useState('');
  const [tried, onTry] = useTried();
  const said = words[name];
  const { busy, problem, submit } = useAction({
    incident,
    success: said.success,
    onClose,
    send: () =>
      dataOf(
        api.POST(`/incident/{incidentId}/${name}`, {
          params: { path: { incidentId: incident.id } },
          body: { why: why.trim() },
        }),
      ),
  });
  return (
    <ActionModal
      header={said.header}
      consequence={said.consequence(incident)}
      confirm={said.confirm}
      busy={busy}
      problem={problem}
      shown={['/why']}
      ready={why.trim() !== ''}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      <WhyField value={why} onChange={setWhy} errorText={whyError(why, tried, fieldWords(problem, '/why'))} />
    </ActionModal>
  );
}
