import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { useSite } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { processTimeMs } from '../../app/clock.ts';
import { exactTime, zoneName } from '../../format/dates.ts';
import { dateIn, isDate } from '../../format/zone.ts';
import { DayPicker } from '../../ui/day-picker.tsx';
import { type ActionFormProps, ActionModal, useAction, useTried } from './action-form.tsx';
import { WhyField, whyError } from './why-field.tsx';

/** Moves the deadline of the open exam to the end of another day. */
export function ExtendForm({ incident, onClose }: ActionFormProps) {
  const { api, settings, settingsReadMs } = useSite();
  const zone = incident.deadline?.zone ?? settings.timeZone;
  const today = dateIn(zone, processTimeMs(settings, settingsReadMs, Date.now()));
  const [until, setUntil] = useState('');
  const [why, setWhy] = useState('');
  const [tried, onTry] = useTried();
  const { busy, problem, submit } = useAction({
    incident,
    success: 'The deadline is moved; the student gets a mail',
    onClose,
    send: () =>
      dataOf(
        api.POST('/incident/{incidentId}/extend-deadline', {
          params: { path: { incidentId: incident.id } },
          body: { until, why: why.trim() },
        }),
      ),
  });
  return (
    <ActionModal
      header="Move the deadline"
      consequence={
        <>
          {incident.deadline ? <>It is now {exactTime(incident.deadline.at, zone)}. </> : null}
          <b>{incident.student?.name ?? 'The student'}</b> gets a mail with the new one. An attempt that has begun goes
          on.
        </>
      }
      confirm="Move deadline"
      busy={busy}
      problem={problem}
      shown={['/until', '/why']}
      ready={isDate(until) && why.trim() !== ''}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormField
        label="New deadline"
        description={`The last day; the deadline falls at 23:59, ${zoneName(zone)}.`}
        errorText={fieldWords(problem, '/until') || (tried && !isDate(until) ? 'Choose the last day.' : '')}
      >
        <DayPicker value={until} onChange={setUntil} from={today} ariaRequired />
      </FormField>
      <WhyField value={why} onChange={setWhy} errorText={whyError(why, tried, fieldWords(problem, '/why'))} />
    </ActionModal>
  );
}
