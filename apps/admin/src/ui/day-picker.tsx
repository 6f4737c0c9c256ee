import DatePicker from '@cloudscape-design/components/date-picker';

interface DayPickerProps {
  value: string;
  onChange: (value: string) => void;
  /** First and last day that can be chosen, YYYY-MM-DD. */
  from?: string;
  until?: string;
  ariaRequired?: boolean;
}

const text = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;

/** A calendar date, typed or chosen. */
export const DayPicker = ({ value, onChange, from, until, ariaRequired = false }: DayPickerProps) => (
  <DatePicker
    value={value}
    onChange={({ detail }) => onChange(detail.value)}
    isDateEnabled={(date) => (!from || text(date) >= from) && (!until || text(date) <= until)}
    placeholder="YYYY/MM/DD"
    locale="en-GB"
    startOfWeek={1}
    ariaRequired={ariaRequired}
    expandToViewport
    openCalendarAriaLabel={(chosen) => (chosen ? `Choose a date, ${chosen} is chosen` : 'Choose a date')}
  />
);
