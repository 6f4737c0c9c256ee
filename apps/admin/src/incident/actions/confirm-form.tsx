import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { dataOf } from '../../api/client.ts';
import { useSite } from '../../api/context.tsx';
import { fieldWords } from '../../api/problem.ts';
import { processTimeMs } from '../../app/clock.ts';
import { dateIn, isDate } from '../../format/zone.ts';
import { DayPicker } from '../../ui/day-picker.tsx';
import { type ActionFormProps, ActionModal, useAction, useTried } from './action-form.tsx';
import { WhyField } from './why-field.tsx';

/** Confirms a lecturer's report: the student's details are checked and the finding is recorded. */
export function ConfirmForm({ incident, onClose }: ActionFormProps) {
  const { api, settings, settingsReadMs } = useSite();
  const today = dateIn(settings.timeZone, processTimeMs(settings, settingsReadMs, Date.now()));
  const [student, setStudent] = useState({
    studentNumber: incident.student?.studentNumber ?? '',
    name: incident.student?.name ?? '',
    email: incident.student?.email ?? '',
    faculty: incident.student?.faculty ?? '',
  });
  const [finding, setFinding] = useState({ reference: '', foundOn: '' });
  const [why, setWhy] = useState('');
  const [tried, onTry] = useTried();
  // What the form began from: if somebody changes the incident meanwhile, the server says so.
  const [version] = useState(incident.version);
  const { busy, problem, submit } = useAction({
    incident,
    success: 'The report is confirmed; the exam is being scheduled',
    onClose,
    send: () => {
      const { faculty, ...details } = student;
      return dataOf(
        api.POST('/incident/{incidentId}/confirm', {
          params: {
            path: { incidentId: incident.id },
            ...(version === undefined ? {} : { header: { 'If-Match': `"${version}"` } }),
          },
          body: {
            student: { ...details, ...(faculty.trim() ? { faculty: faculty.trim() } : {}) },
            finding,
            ...(why.trim() ? { why: why.trim() } : {}),
          },
        }),
      );
    },
  });
  const error = (pointer: string, missing: boolean, words: string): string =>
    fieldWords(problem, pointer) || (tried && missing ? words : '');
  return (
    <ActionModal
      header="Confirm this report"
      consequence={
        <>
          The exam is scheduled at once and <b>{student.name || 'the student'}</b> gets a mail to the address below.
          Check it: it is where everything goes.
        </>
      }
      confirm="Confirm report"
      busy={busy}
      problem={problem}
      shown={['/student', '/finding', '/why']}
      ready={Boolean(
        student.studentNumber.trim() &&
          student.name.trim() &&
          student.email.trim() &&
          finding.reference.trim() &&
          isDate(finding.foundOn),
      )}
      onTry={onTry}
      onSubmit={submit}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <FormField
          label="Student number"
          errorText={error('/student/studentNumber', !student.studentNumber.trim(), 'Enter the student number.')}
        >
          <Input
            value={student.studentNumber}
            onChange={({ detail }) => setStudent({ ...student, studentNumber: detail.value })}
          />
        </FormField>
        <FormField label="Full name" errorText={error('/student/name', !student.name.trim(), 'Enter the full name.')}>
          <Input value={student.name} onChange={({ detail }) => setStudent({ ...student, name: detail.value })} />
        </FormField>
        <FormField label="Email" errorText={error('/student/email', !student.email.trim(), 'Enter the address.')}>
          <Input
            type="email"
            value={student.email}
            onChange={({ detail }) => setStudent({ ...student, email: detail.value })}
          />
        </FormField>
        <FormField
          label="Reference of the finding"
          errorText={error('/finding/reference', !finding.reference.trim(), 'Enter the reference of the finding.')}
        >
          <Input
            value={finding.reference}
            onChange={({ detail }) => setFinding({ ...finding, reference: detail.value })}
          />
        </FormField>
        <FormField
          label="Found on"
          errorText={error('/finding/foundOn', !isDate(finding.foundOn), 'Enter the date of the finding.')}
        >
          <DayPicker
            value={finding.foundOn}
            onChange={(foundOn) => setFinding({ ...finding, foundOn })}
            until={today}
          />
        </FormField>
        <WhyField value={why} onChange={setWhy} label="Remark" optional errorText={fieldWords(problem, '/why')} />
      </SpaceBetween>
    </ActionModal>
  );
}
