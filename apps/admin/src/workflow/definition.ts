/** What a state is to a person who reads the graph. */
export type StateKind =
  | 'function'
  | 'waits-for-person'
  | 'choice'
  | 'wait'
  | 'pass'
  | 'parallel'
  | 'map'
  | 'succeed'
  | 'fail';

export interface GraphState {
  name: string;
  /** The definition's `Type`. */
  type: string;
  kind: StateKind;
  comment?: string;
  /** The workflow ends here. */
  end: boolean;
  /** There is a Retry block. */
  retries: boolean;
}

/** How one state leads to another; both a Next and a Catch may lead to the same state. */
export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  via: 'next' | 'choice' | 'default' | 'caught';
  /** Why this way is taken: values chosen on, or the errors caught. */
  label: string;
}

export interface WorkflowGraph {
  startAt: string;
  states: readonly GraphState[];
  edges: readonly GraphEdge[];
}

/** A definition that cannot be drawn; says what is missing. */
export class NotADefinition extends Error {
  readonly code = 'not-a-definition';
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function kindOf(state: Json): StateKind {
  switch (state['Type']) {
    case 'Task':
      return text(state['Resource'])?.endsWith('.waitForTaskToken') ? 'waits-for-person' : 'function';
    case 'Choice':
      return 'choice';
    case 'Wait':
      return 'wait';
    case 'Parallel':
      return 'parallel';
    case 'Map':
      return 'map';
    case 'Succeed':
      return 'succeed';
    case 'Fail':
      return 'fail';
    default:
      return 'pass';
  }
}

/** `DidNotSit` and `attempt-granted` as people say them. */
const valueWords = (value: string): string =>
  value
    .replaceAll('-', ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);

/** Values that a condition compares with, as far as they can be read from it: `{% $r = 'Pass' %}` gives Pass. */
function conditionLabel(rule: Json): string {
  const condition = text(rule['Condition']);
  if (condition !== undefined) {
    const values = [...condition.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) =>
      valueWords(match[1] ?? match[2] ?? ''),
    );
    const inside = condition.replace(/^\{%\s*|\s*%\}$/g, '');
    const exists = /^\$exists\(\$states\.input\.(\w+)\)$/.exec(inside)?.[1];
    return values.length > 0 ? values.join(' or ') : exists ? `has a ${exists}` : inside;
  }
  for (const [operator, operand] of Object.entries(rule)) {
    if (operator === 'Or' || operator === 'And')
      return objects(operand)
        .map(conditionLabel)
        .filter(Boolean)
        .join(operator === 'Or' ? ' or ' : ' and ');
    if (operator === 'Not' && isObject(operand)) return `not ${conditionLabel(operand)}`;
    if (/^(String|Numeric|Boolean|Timestamp)/.test(operator)) return String(operand);
    if (/^Is[A-Z]/.test(operator))
      return `${text(rule['Variable']) ?? ''} ${operand === true ? 'is' : 'is not'} ${operator.slice(2).toLowerCase()}`.trim();
  }
  return '';
}

/** `States.Timeout` and `StudentExceededAllowableExamRetries` in words: 'Timeout', 'Student exceeded allowable exam retries'. */
export function errorLabel(error: string): string {
  const name = error === 'States.ALL' ? 'Any error' : error.replace(/^States\./, '');
  const words = name.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function edgesOf(name: string, state: Json): Omit<GraphEdge, 'id'>[] {
  const edges: Omit<GraphEdge, 'id'>[] = [];
  const next = text(state['Next']);
  if (next) edges.push({ from: name, to: next, via: 'next', label: '' });
  for (const rule of objects(state['Choices'])) {
    const to = text(rule['Next']);
    if (to) edges.push({ from: name, to, via: 'choice', label: conditionLabel(rule) });
  }
  const otherwise = text(state['Default']);
  if (otherwise) edges.push({ from: name, to: otherwise, via: 'default', label: 'otherwise' });
  for (const catcher of objects(state['Catch'])) {
    const to = text(catcher['Next']);
    const errors = Array.isArray(catcher['ErrorEquals']) ? catcher['ErrorEquals'].map(String) : [];
    if (to) edges.push({ from: name, to, via: 'caught', label: errors.map(errorLabel).join(' or ') });
  }
  return edges;
}

/** Ways between the same two states that mean the same become one, its label naming each. */
function merged(edges: readonly Omit<GraphEdge, 'id'>[]): GraphEdge[] {
  const byId = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const group = edge.via === 'caught' ? 'caught' : 'taken';
    const id = `${edge.from}→${edge.to}:${group}`;
    const before = byId.get(id);
    const labels = [before?.label, edge.label].filter((label): label is string => Boolean(label));
    byId.set(id, { ...(before ?? edge), id, label: [...new Set(labels)].join(' or ') });
  }
  return [...byId.values()];
}

/** Reads an Amazon States Language definition (its text, or parsed) into states and ways. @throws NotADefinition */
export function readDefinition(definition: unknown): WorkflowGraph {
  let value = definition;
  if (typeof definition === 'string') {
    try {
      value = JSON.parse(definition);
    } catch (cause) {
      throw new NotADefinition('The definition is not JSON.', { cause });
    }
  }
  if (!isObject(value) || !isObject(value['States'])) throw new NotADefinition('The definition has no States.');
  const entries = Object.entries(value['States']).filter((entry): entry is [string, Json] => isObject(entry[1]));
  const startAt = text(value['StartAt']);
  if (!startAt) throw new NotADefinition('The definition has no StartAt.');
  const names = new Set(entries.map(([name]) => name));
  return {
    startAt,
    states: entries.map(([name, state]) => {
      const comment = text(state['Comment']);
      return {
        name,
        type: text(state['Type']) ?? '',
        kind: kindOf(state),
        ...(comment ? { comment } : {}),
        end: state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail',
        retries: objects(state['Retry']).length > 0,
      };
    }),
    edges: merged(entries.flatMap(([name, state]) => edgesOf(name, state))).filter(
      ({ from, to }) => names.has(from) && names.has(to),
    ),
  };
}

/** 'HasStudentPassedExam' as 'Has student passed exam', for headings and screen readers. */
export function stateWords(name: string): string {
  const words = name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
