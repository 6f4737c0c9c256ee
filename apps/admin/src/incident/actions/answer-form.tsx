import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { type Schemas, useSite } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { processTimeMs } from '../../app/clock.ts';
import { zoneName } from '../../format/dates.ts';
import { dateIn, isDate } from '../../format/zone.ts';
import { DayPicker } from '../../ui/day-picker.tsx';
import { type ActionFormProps, ActionModal, useAction, useTried } from './action-form.tsx';

interface AnswerFormProps extends ActionFormProps {
  request: Schemas['RequestView'];
}

/** Answers what a student asked; until then their deadline is held. */
export function AnswerForm({ incident, request, onClose }: AnswerFormProps) {
  const { api, settings, settingsReadMs } = useSite();
  const zone = incident.deadline?.zone ?? settings.timeZone;
  const today = dateIn(zone, processTimeMs(settings, settingsReadMs, Date.now()));
  const [granted, setGranted] = useState<boolean>();
  const [text, setText] = useState('');
  const [until, setUntil] = useState('');
  const [tried, onTry] = useTried();
  const moreTime = request.type === 'more-time';
  const needsDay = moreTime && granted === true;
  const { busy, problem, submit } = useAction({
    incident,
    success: 'The request is answered; the student gets a mail',
    onClose,
    send: () =>
      dataOf(
        api.POST('/incident/{incidentId}/answer-request', {
          params: { path: { incidentId: incident.id } },
          body: { requestId: request.id, granted: granted === true, text: text.trim(), ...(needsDay ? { until } : {}) },
        }),
      ),
  });
  return (
    <ActionModal
      header={moreTime ? 'Answer: more time' : 'Answer: a mistake'}
      consequence={
        <>
          <b>{incident.student?.name ?? 'The student'}</b> gets your answer by mail. The deadline is no longer held from
          then on.
        </>
      }
      confirm="Send answer"
      busy={busy}
      problem={problem}
      shown={['/granted', '/text', '/until']}
      ready={granted !== undefined && text.trim() !== '' && (!needsDay || isDate(until))}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      <div>
        <Box variant="awsui-key-label">In the student’s words</Box>
        <Box variant="div" className="rs-plain-text">
          {request.text}
        </Box>
      </div>
      <FormField
        label="Answer"
        errorText={fieldWords(problem, '/granted') || (tried && granted === undefined ? 'Choose one.' : '')}
      >
        <RadioGroup
          value={granted === undefined ? null : String(granted)}
          onChange={({ detail }) => setGranted(detail.value === 'true')}
          items={
            moreTime
              ? [
                  { value: 'true', label: 'Give more time' },
                  { value: 'false', label: 'Keep the deadline' },
                ]
              : [
                  {
                    value: 'true',
                    label: 'The student is right',
                    description:
                      'Withdraw the incident afterwards if it should end; this answer alone does not end it.',
                  },
                  { value: 'false', label: 'It stands' },
                ]
          }
        />
      </FormField>
      {needsDay ? (
        <FormField
          label="New deadline"
          description={`The last day; the deadline falls at 23:59, ${zoneName(zone)}.`}
          errorText={fieldWords(problem, '/until') || (tried && !isDate(until) ? 'Choose the last day.' : '')}
        >
          <DayPicker value={until} onChange={setUntil} from={today} ariaRequired />
        </FormField>
      ) : null}
      <FormField
        label="Your words to the student"
        errorText={fieldWords(problem, '/text') || (tried && !text.trim() ? 'Write an answer.' : '')}
        stretch
      >
        <Textarea value={text} onChange={({ detail }) => setText(detail.value)} rows={4} ariaRequired />
      </FormField>
    </ActionModal>
  );
}
