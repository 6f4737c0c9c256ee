import type { Answer, PublicQuestion } from '@resit/integrity/question-bank/question';
import type { FC } from 'hono/jsx';
import { ChoiceRow, describedBy, type FieldProblem, Mistake, problemOf, TextField } from './fields.tsx';
import { Inline, plainText } from './markdown.tsx';

/** Fields of a form as they were sent: a name that came more than once has all its values. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

interface AnswerFieldsProps {
  question: PublicQuestion;
  /** The answer so far, in the values of this attempt. */
  answer?: Answer | undefined;
  problems: readonly FieldProblem[];
}

/** The id of the element that holds the question's text. */
export const STEM_ID = 'stem';

/** The fields in which one question is answered, whatever its type; they need no script. */
export const AnswerFields: FC<AnswerFieldsProps> = ({ question, answer, problems }) => {
  switch (question.type) {
    case 'single-choice':
      return (
        <Choices
          type="radio"
          legend="Choose one answer"
          name="choice"
          options={question.options}
          chosen={answer?.type === 'single-choice' ? [answer.choice] : []}
          problems={problems}
        />
      );
    case 'multiple-response':
      return (
        <Choices
          type="checkbox"
          legend="Choose all that apply"
          name="choices"
          options={question.options}
          chosen={answer?.type === 'multiple-response' ? answer.choices : []}
          problems={problems}
        />
      );
    case 'true-false':
      return (
        <Choices
          type="radio"
          legend="Is this true or false?"
          name="value"
          options={[
            { value: 'true', text: 'True' },
            { value: 'false', text: 'False' },
          ]}
          chosen={answer?.type === 'true-false' ? [String(answer.value)] : []}
          problems={problems}
        />
      );
    case 'matching':
      return <Pairs question={question} answer={answer} problems={problems} />;
    case 'numerical':
      return (
        <TextField
          id="value"
          name="value"
          label="Your answer, as a number"
          kind="figure"
          inputmode="decimal"
          labelledBy={STEM_ID}
          value={answer?.type === 'numerical' ? answer.value : ''}
          unit={question.unit}
          problem={problemOf(problems, 'value')}
        />
      );
    case 'short-answer':
      return (
        <TextField
          id="text"
          name="text"
          label="Your answer, in a few words"
          labelledBy={STEM_ID}
          value={answer?.type === 'short-answer' ? answer.text : ''}
          problem={problemOf(problems, 'text')}
        />
      );
  }
};

interface ChoicesProps {
  type: 'radio' | 'checkbox';
  legend: string;
  name: string;
  options: readonly { value: string; text: string }[];
  chosen: readonly string[];
  problems: readonly FieldProblem[];
}

const Choices: FC<ChoicesProps> = ({ type, legend, name, options, chosen, problems }) => {
  const problem = problemOf(problems, `${name}-1`);
  return (
    <fieldset
      class={problem ? 'field wrong' : 'field'}
      aria-labelledby={`${STEM_ID} ${name}-legend`}
      aria-describedby={describedBy(problem && `${name}-1-mistake`)}
    >
      <legend class="hint" id={`${name}-legend`}>
        {legend}
      </legend>
      <Mistake id={`${name}-1`} problem={problem} />
      <div class="rows">
        {options.map((option, index) => (
          <ChoiceRow
            type={type}
            id={`${name}-${index + 1}`}
            name={name}
            value={option.value}
            checked={chosen.includes(option.value)}
          >
            <Inline text={option.text} />
          </ChoiceRow>
        ))}
      </div>
    </fieldset>
  );
};

type Matching = Extract<PublicQuestion, { type: 'matching' }>;

const Pairs: FC<AnswerFieldsProps & { question: Matching }> = ({ question, answer, problems }) => {
  const pairs: Readonly<Record<string, string>> = answer?.type === 'matching' ? answer.pairs : {};
  return (
    <fieldset class="field" aria-labelledby={`${STEM_ID} pairs-legend`}>
      <legend class="hint" id="pairs-legend">
        Choose a match for each line
      </legend>
      <div class="pairs">
        {question.prompts.map((prompt) => {
          const id = `pairs-${prompt.value}`;
          const problem = problemOf(problems, id);
          return (
            <div class={problem ? 'field wrong' : 'field'}>
              <label for={id}>
                <Inline text={prompt.text} />
              </label>
              <Mistake id={id} problem={problem} />
              <select
                id={id}
                name={`pairs.${prompt.value}`}
                aria-describedby={describedBy(problem && `${id}-mistake`)}
                aria-invalid={problem ? 'true' : undefined}
              >
                <option value="">Choose a match</option>
                {question.choices.map((choice) => (
                  <option value={choice.value} selected={pairs[prompt.value] === choice.value}>
                    {plainText(choice.text)}
                  </option>
                ))}
              </select>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
};

/** What the fields say, in the shape that `parseAnswer` takes; undefined: nothing was chosen, so there is nothing to save. */
export function answerFrom(type: PublicQuestion['type'], fields: Fields): unknown {
  switch (type) {
    case 'single-choice':
      return fields.choice === undefined ? undefined : { choice: fields.choice };
    case 'multiple-response':
      return { choices: [fields.choices ?? []].flat() };
    case 'true-false':
    case 'numerical':
      return fields.value === undefined ? undefined : { value: fields.value };
    case 'matching':
      return {
        pairs: Object.fromEntries(
          Object.entries(fields).flatMap(([name, value]) =>
            name.startsWith('pairs.') && typeof value === 'string' ? [[name.slice('pairs.'.length), value]] : [],
          ),
        ),
      };
    case 'short-answer':
      return fields.text === undefined ? undefined : { text: fields.text };
  }
}

/** The input to which a wrong field of an answer belongs: pointers such as `/choice` or `/pairs/2`. */
export function inputId(type: PublicQuestion['type'], pointer: string): string {
  const [field = '', part] = pointer.split('/').filter((each) => each !== '');
  if (type === 'matching') return `pairs-${part ?? '1'}`;
  if (type === 'numerical' || type === 'short-answer') return field;
  return `${field}-1`;
}

/** An answer in words, as the student would say it; undefined for none. Pairs are one line each. */
export function answerLines(question: PublicQuestion, answer: Answer | undefined): string[] | undefined {
  if (!answer) return undefined;
  const text = (options: readonly { value: string; text: string }[], value: string): string =>
    plainText(options.find((option) => option.value === value)?.text ?? '');
  switch (answer.type) {
    case 'single-choice':
      return question.type === 'single-choice' ? [text(question.options, answer.choice)] : undefined;
    case 'multiple-response':
      return question.type === 'multiple-response'
        ? answer.choices.map((value) => text(question.options, value))
        : undefined;
    case 'true-false':
      return [answer.value ? 'True' : 'False'];
    case 'matching':
      return question.type === 'matching'
        ? question.prompts.flatMap(({ value, text: prompt }) => {
            const choice = answer.pairs[value];
            return choice === undefined ? [] : [`${plainText(prompt)}: ${text(question.choices, choice)}`];
          })
        : undefined;
    case 'numerical':
      return [
        question.type === 'numerical' && question.unit !== undefined
          ? `${answer.value} ${question.unit}`
          : answer.value,
      ];
    case 'short-answer':
      return [answer.text];
  }
}
