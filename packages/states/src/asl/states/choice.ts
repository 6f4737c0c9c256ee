import { type CompiledRule, compileRule, RULE_FIELDS } from '../choice-rule.ts';
import type { Fields } from '../fields.ts';
import { checkVariableNames, type Flow, readFlow } from '../flow.ts';
import type { JsonataExpression } from '../jsonata/expression.ts';
import type { JsonataTemplate } from '../jsonata/template.ts';
import { allowIn, checkFields, type StateBase, type StateParser } from '../state-base.ts';
import type { Template } from '../template.ts';

/** Goes where the first rule that holds points. */
export interface ChoiceState extends StateBase {
  readonly type: 'Choice';
  readonly flow: Flow;
  readonly choices: readonly Choice[];
  readonly default: string | undefined;
}

export type Choice = JsonPathChoice | JsonataChoice;

export interface JsonPathChoice {
  readonly language: 'JSONPath';
  readonly next: string;
  readonly rule: CompiledRule;
  readonly assign: Template | undefined;
}

export interface JsonataChoice {
  readonly language: 'JSONata';
  readonly next: string;
  /** A condition that is written down as `true` or `false` needs no expression. */
  readonly condition: boolean | JsonataExpression;
  readonly location: string;
  readonly assign: JsonataTemplate | undefined;
  readonly output: JsonataTemplate | undefined;
}

export const parseChoice: StateParser<ChoiceState> = (fields, { name, queryLanguage }) => {
  checkFields(fields, queryLanguage, {
    JSONPath: ['InputPath', 'OutputPath', 'Choices', 'Default', 'Assign'],
    JSONata: ['Choices', 'Default', 'Assign', 'Output'],
  });
  fields.require(['Choices']);
  const rules = fields.list('Choices') ?? [];
  if (fields.has('Choices') && rules.length === 0) fields.report('Choices', 'Value cannot be empty');
  const choices = rules.flatMap(
    (rule, i): Choice[] => (queryLanguage === 'JSONata' ? readJsonata(rule, i) : readJsonPath(rule)) ?? [],
  );
  return {
    type: 'Choice',
    name,
    queryLanguage,
    flow: readFlow(fields, queryLanguage),
    choices,
    default: fields.string('Default'),
  };
};

function readJsonPath(fields: Fields): [JsonPathChoice] | undefined {
  fields.require(['Next']);
  checkVariableNames(fields, 'JSONPath');
  const rule = compileRule(fields, ['Next', 'Assign', 'Comment']);
  const next = fields.string('Next');
  const assign = fields.template('Assign');
  return rule && next !== undefined ? [{ language: 'JSONPath', next, rule, assign }] : undefined;
}

function readJsonata(fields: Fields, index: number): [JsonataChoice] | undefined {
  allowIn(fields, 'JSONata', ['Next', 'Assign', 'Comment'], {
    JSONPath: RULE_FIELDS,
    JSONata: ['Condition', 'Output'],
  });
  fields.require(['Condition', 'Next']);
  checkVariableNames(fields, 'JSONata');
  const raw = fields.raw('Condition');
  const condition = typeof raw === 'boolean' ? raw : fields.expression('Condition');
  if (raw !== undefined && condition === undefined && typeof raw !== 'string') {
    fields.report('Condition', 'Expected a boolean or a JSONata expression');
  } else if (typeof raw === 'string' && condition === undefined && !raw.startsWith('{%')) {
    fields.report('Condition', 'Expected a boolean or a JSONata expression');
  }
  const next = fields.string('Next');
  if (condition === undefined || next === undefined) return undefined;
  const offers = { within: `Choices[${index}]/` };
  return [
    {
      language: 'JSONata',
      next,
      condition,
      location: `Choices[${index}]/Condition`,
      assign: fields.jsonata('Assign', offers),
      output: fields.jsonata('Output', offers),
    },
  ];
}
