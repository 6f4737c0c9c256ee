import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { useApi } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { type ActionFormProps, ActionModal, useAction, useTried } from './action-form.tsx';

const wholeNumber = (text: string): number | undefined => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined);

/** Extra time, breaks and days for one student; no reason is asked for, and none is kept. */
export function AdjustForm({ incident, onClose }: ActionFormProps) {
  const api = useApi();
  const exam = incident.exams.at(-1);
  const [extraTime, setExtraTime] = useState(String(exam?.adjustments.extraTimePercent ?? 0));
  const [breaks, setBreaks] = useState(String(exam?.adjustments.breakMinutes ?? 0));
  const [days, setDays] = useState('0');
  const [standing, setStanding] = useState(false);
  const [tried, onTry] = useTried();
  const values = {
    extraTimePercent: wholeNumber(extraTime),
    breakMinutes: wholeNumber(breaks),
    extraDays: wholeNumber(days),
  };
  const { busy, problem, submit } = useAction({
    incident,
    success: 'The adjustment holds from now on',
    onClose,
    send: () =>
      dataOf(
        api.POST('/incident/{incidentId}/adjust', {
          params: { path: { incidentId: incident.id } },
          body: {
            extraTimePercent: values.extraTimePercent ?? 0,
            breakMinutes: values.breakMinutes ?? 0,
            ...(values.extraDays ? { extraDays: values.extraDays } : {}),
            standing,
          },
        }),
      ),
  });
  const error = (pointer: string, value: number | undefined): string =>
    fieldWords(problem, pointer) || (tried && value === undefined ? 'Enter a whole number, 0 or more.' : '');
  return (
    <ActionModal
      header="Adjust time for this student"
      consequence={
        <>
          It holds at once, also in the middle of an attempt. No reason is asked for and none is kept.
          {exam?.timeLimitMinutes === undefined
            ? ' This exam has no time limit: extra time and breaks change nothing, extra days do.'
            : ''}
        </>
      }
      confirm="Adjust"
      busy={busy}
      problem={problem}
      shown={['/extraTimePercent', '/breakMinutes', '/extraDays']}
      ready={Object.values(values).every((value) => value !== undefined)}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      <FormField
        label="Extra time, percent of the time limit"
        errorText={error('/extraTimePercent', values.extraTimePercent)}
      >
        <Input
          type="number"
          inputMode="numeric"
          value={extraTime}
          onChange={({ detail }) => setExtraTime(detail.value)}
        />
      </FormField>
      <FormField label="Breaks, minutes in all" errorText={error('/breakMinutes', values.breakMinutes)}>
        <Input type="number" inputMode="numeric" value={breaks} onChange={({ detail }) => setBreaks(detail.value)} />
      </FormField>
      <FormField label="Extra days, added to the deadline" errorText={error('/extraDays', values.extraDays)}>
        <Input type="number" inputMode="numeric" value={days} onChange={({ detail }) => setDays(detail.value)} />
      </FormField>
      <Checkbox
        checked={standing}
        onChange={({ detail }) => setStanding(detail.checked)}
        description="Keeps it with the student in the directory."
      >
        Also for exams that this student sits later
      </Checkbox>
    </ActionModal>
  );
}
