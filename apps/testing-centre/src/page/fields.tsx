import type { FC, PropsWithChildren } from 'hono/jsx';

/** Something wrong with a field: the id of its first input, and the same words for the summary and the field. */
export interface FieldProblem {
  id: string;
  message: string;
}

/** Everything wrong with a form, at the top, each line leading to its field. */
export const ProblemSummary: FC<{ problems: readonly FieldProblem[] }> = ({ problems }) =>
  problems.length === 0 ? null : (
    <div class="problem" role="alert" tabindex={-1} data-focus>
      <h2>There is a problem</h2>
      <ul>
        {problems.map(({ id, message }) => (
          <li>
            <a href={`#${id}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  );

/** The words of the problem with a field, or nothing. */
export const Mistake: FC<{ id: string; problem?: FieldProblem | undefined }> = ({ id, problem }) =>
  problem ? (
    <p class="mistake" id={`${id}-mistake`}>
      <span class="hidden">Error: </span>
      {problem.message}
    </p>
  ) : null;

/** The ids that describe a field, for `aria-describedby`; undefined if there are none. */
export const describedBy = (...ids: readonly (string | false | undefined)[]): string | undefined =>
  ids.filter((id) => typeof id === 'string').join(' ') || undefined;

export const problemOf = (problems: readonly FieldProblem[], id: string): FieldProblem | undefined =>
  problems.find((problem) => problem.id === id);

interface TextFieldProps {
  id: string;
  name: string;
  label: string;
  value?: string | undefined;
  problem?: FieldProblem | undefined;
  /** Class of the input: `code` or `figure`. */
  kind?: 'code' | 'figure';
  inputmode?: 'text' | 'decimal';
  autocomplete?: string;
  unit?: string | undefined;
  /** Id of an element that names the field along with its label. */
  labelledBy?: string;
}

/** A line of text; what stands within it is its hint. */
export const TextField: FC<PropsWithChildren<TextFieldProps>> = (props) => {
  const { id, problem, children } = props;
  const input = (
    <input
      type="text"
      id={id}
      name={props.name}
      value={props.value ?? ''}
      class={props.kind}
      inputmode={props.inputmode ?? 'text'}
      autocomplete={props.autocomplete ?? 'off'}
      autocapitalize="none"
      spellcheck={false}
      aria-labelledby={props.labelledBy ? `${props.labelledBy} ${id}-label` : undefined}
      aria-describedby={describedBy(children !== undefined && `${id}-hint`, problem && `${id}-mistake`)}
      aria-invalid={problem ? 'true' : undefined}
    />
  );
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      <label for={id} id={`${id}-label`}>
        {props.label}
      </label>
      {children !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {children}
        </p>
      )}
      <Mistake id={id} problem={problem} />
      {props.unit === undefined ? (
        input
      ) : (
        <div class="with-unit">
          {input}
          <span>{props.unit}</span>
        </div>
      )}
    </div>
  );
};

interface ChoiceRowProps {
  type: 'radio' | 'checkbox';
  id: string;
  name: string;
  value: string;
  checked: boolean;
}

/** One radio button or tick box; the whole row is its label. */
export const ChoiceRow: FC<PropsWithChildren<ChoiceRowProps>> = ({ type, id, name, value, checked, children }) => (
  <label class="row" for={id}>
    <input type={type} id={id} name={name} value={value} checked={checked} />
    <span>{children}</span>
  </label>
);
