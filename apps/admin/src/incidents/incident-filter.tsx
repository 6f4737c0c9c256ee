import Calendar from '@cloudscape-design/components/calendar';
import FormField from '@cloudscape-design/components/form-field';
import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/context.tsx';
import { shortDate } from '../format/dates.ts';
import { incidentStatuses } from '../format/status-words.ts';
import {
  type AttentionFlag,
  attentionFlags,
  filterStatuses,
  filtersFromQuery,
  type IncidentFilters,
  queryFromFilters,
} from './filters.ts';

const attentionWords: Readonly<Record<AttentionFlag, string>> = {
  stopped: 'Workflow stopped',
  notNotified: 'Student not notified',
  mailHeld: 'Mail held with an import',
  openRequest: 'Request to answer',
};

const DayForm = ({ value, onChange }: PropertyFilterProps.ExtendedOperatorFormProps<string>) => (
  <FormField>
    <Calendar value={value ?? ''} onChange={({ detail }) => onChange(detail.value)} locale="en-GB" startOfWeek={1} />
  </FormField>
);
const formatDay = (value: string): string => (value ? shortDate(value) : '');

const anyOf = { operator: '=' as const, tokenType: 'enum' as const };

const properties = (seesEverything: boolean): PropertyFilterProps.FilteringProperty[] => [
  { key: 'status', propertyLabel: 'Status', groupValuesLabel: 'Statuses', operators: [anyOf] },
  ...(seesEverything
    ? [
        {
          key: 'attention',
          propertyLabel: 'Needs attention',
          groupValuesLabel: 'What needs attention',
          operators: ['=' as const],
        },
        {
          key: 'due',
          propertyLabel: 'Deadline',
          groupValuesLabel: 'Deadlines',
          operators: [
            { operator: '>=' as const, form: DayForm, format: formatDay },
            { operator: '<' as const, form: DayForm, format: formatDay },
          ],
        },
        { key: 'reporter', propertyLabel: 'Reported by', groupValuesLabel: 'Reporters', operators: ['=' as const] },
      ]
    : []),
  { key: 'student', propertyLabel: 'Student number', groupValuesLabel: 'Student numbers', operators: ['='] },
  { key: 'unit', propertyLabel: 'Unit', groupValuesLabel: 'Units', operators: ['='] },
  { key: 'faculty', propertyLabel: 'Faculty', groupValuesLabel: 'Faculties', operators: ['='] },
];

/** Values to choose from: fixed ones, and those of the incidents that are loaded. */
function options(
  rows: readonly Schemas['IncidentListItem'][],
  seesEverything: boolean,
): PropertyFilterProps.FilteringOption[] {
  const seen = new Map<string, PropertyFilterProps.FilteringOption>();
  const add = (propertyKey: string, value: string | undefined, label?: string) => {
    if (value) seen.set(`${propertyKey}\n${value}`, { propertyKey, value, ...(label ? { label } : {}) });
  };
  for (const status of filterStatuses) add('status', status, incidentStatuses[status].text);
  if (seesEverything) {
    for (const flag of attentionFlags) add('attention', flag, attentionWords[flag]);
    add('reporter', 'me', 'Me');
  }
  for (const row of rows) {
    add(
      'student',
      row.student?.studentNumber,
      row.student ? `${row.student.studentNumber} (${row.student.name})` : undefined,
    );
    add('unit', row.work?.unit);
    add('faculty', row.student?.faculty);
    if (seesEverything) add('reporter', row.reportedBy?.sub, row.reportedBy?.name);
  }
  return [...seen.values()];
}

interface IncidentFilterProps {
  filters: IncidentFilters;
  rows: readonly Schemas['IncidentListItem'][];
  seesEverything: boolean;
  countText: string;
  customControl: ReactNode;
  customFilterActions: ReactNode;
  onChange: (filters: IncidentFilters) => void;
}

export const IncidentFilter = (props: IncidentFilterProps) => (
  <PropertyFilter
    query={queryFromFilters(props.filters) as PropertyFilterProps.Query}
    onChange={({ detail }) => props.onChange(filtersFromQuery(detail, props.filters.sort))}
    filteringProperties={properties(props.seesEverything)}
    filteringOptions={options(props.rows, props.seesEverything)}
    filteringPlaceholder="Find by student, reference, work, or a property"
    filteringAriaLabel="Find incidents"
    countText={props.countText}
    hideOperations
    expandToViewport
    freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
    customControl={props.customControl}
    customFilterActions={props.customFilterActions}
  />
);
