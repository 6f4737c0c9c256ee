import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';

interface WhyFieldProps {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  description?: string;
  errorText?: string;
  optional?: boolean;
}

/** The reason of an action: it goes into the record, with who and when. */
export const WhyField = ({
  value,
  onChange,
  label = 'Reason',
  description,
  errorText = '',
  optional,
}: WhyFieldProps) => (
  <FormField
    label={
      optional ? (
        <>
          {label} <i>– optional</i>
        </>
      ) : (
        label
      )
    }
    description={description ?? 'It goes into the record of this incident, with your name.'}
    errorText={errorText}
    stretch
  >
    <Textarea value={value} onChange={({ detail }) => onChange(detail.value)} rows={3} ariaRequired={!optional} />
  </FormField>
);

/** What to say of a reason that is missing once the form was tried, or that the server refused. */
export const whyError = (why: string, tried: boolean, fromServer: string): string =>
  fromServer || (tried && !why.trim() ? 'Give a reason.' : '');
