import Autosuggest from '@cloudscape-design/components/autosuggest';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { dataOf, isNotFound } from '../api/client.ts';
import { type Schemas, useApi } from '../api/context.tsx';
import { useMay } from '../app/permissions.ts';
import type { Draft, DraftErrors } from './draft.ts';

interface StudentFieldsProps {
  draft: Draft;
  errors: DraftErrors;
  onChange: (change: Partial<Draft>) => void;
}

const detailsOf = (student: Schemas['StudentView']): Partial<Draft> => ({
  studentNumber: student.studentNumber,
  name: student.name,
  email: student.email,
  faculty: student.faculty ?? '',
});

/** The student: chosen from the directory, or typed where the directory does not know them. */
export function StudentFields({ draft, errors, onChange }: StudentFieldsProps) {
  const api = useApi();
  const may = useMay();
  const q = useDeferredValue(draft.studentNumber.trim());
  const searchable = may('listStudents') && q.length >= 2;
  const found = useQuery({
    queryKey: ['students', q],
    enabled: searchable,
    staleTime: 60_000,
    queryFn: ({ signal }) => dataOf(api.GET('/student', { params: { query: { q, limit: 10 } }, signal })),
  });
  // Suggestions would cover what is said to be wrong with the field, and an empty list would say nothing that its label does not.
  const offers = q.length >= 2 && errors.studentNumber === undefined;
  const students = offers ? (found.data?.items ?? []) : [];

  /** For people who may not search the directory: the exact number fills in the rest, where nothing is written yet. */
  const lookUp = async () => {
    if (!may('getStudent') || draft.name || !draft.studentNumber.trim()) return;
    try {
      const studentNumber = draft.studentNumber.trim();
      onChange(detailsOf(await dataOf(api.GET('/student/{studentNumber}', { params: { path: { studentNumber } } }))));
    } catch (thrown) {
      if (!isNotFound(thrown)) throw thrown;
    }
  };

  const status = found.isError ? 'error' : found.isFetching ? 'loading' : 'finished';
  return (
    <SpaceBetween size="l">
      <FormField
        label="Student number"
        description={
          may('listStudents')
            ? 'Type a number or a name to find the student in the directory, or a number it does not know.'
            : 'A number that the directory knows fills in the rest.'
        }
        errorText={errors.studentNumber}
      >
        {may('listStudents') ? (
          <Autosuggest
            value={draft.studentNumber}
            onChange={({ detail }) => onChange({ studentNumber: detail.value })}
            onSelect={({ detail }) => {
              const chosen = students.find(({ studentNumber }) => studentNumber === detail.value);
              onChange(chosen ? detailsOf(chosen) : { studentNumber: detail.value });
            }}
            options={students.map((student) => ({
              value: student.studentNumber,
              label: student.name,
              description: student.email,
              labelTag: student.studentNumber,
            }))}
            filteringType="manual"
            statusType={offers && searchable ? status : 'finished'}
            loadingText="Looking in the directory"
            errorText="The directory could not be searched. You can type the details."
            recoveryText="Try again"
            onLoadItems={() => undefined}
            enteredTextLabel={(value) => `Use the number “${value}”`}
            hideEnteredTextOption={!offers}
            empty={offers ? 'Not in the directory. Type the details below.' : undefined}
            placeholder="e.g. 20431234 or Okafor"
            ariaRequired
            expandToViewport
          />
        ) : (
          <Input
            value={draft.studentNumber}
            onChange={({ detail }) => onChange({ studentNumber: detail.value })}
            onBlur={() => void lookUp().catch(() => undefined)}
            ariaRequired
          />
        )}
      </FormField>
      <ColumnLayout columns={2}>
        <FormField label="Full name" errorText={errors.name}>
          <Input value={draft.name} onChange={({ detail }) => onChange({ name: detail.value })} ariaRequired />
        </FormField>
        <FormField label="Email" errorText={errors.email}>
          <Input
            value={draft.email}
            onChange={({ detail }) => onChange({ email: detail.value })}
            type="email"
            inputMode="email"
            ariaRequired
          />
        </FormField>
        <FormField
          label={
            <>
              Faculty <i>– optional</i>
            </>
          }
          errorText={errors.faculty}
        >
          <Input value={draft.faculty} onChange={({ detail }) => onChange({ faculty: detail.value })} />
        </FormField>
      </ColumnLayout>
    </SpaceBetween>
  );
}
