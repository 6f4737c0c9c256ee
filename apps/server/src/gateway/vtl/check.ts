import { parse } from 'velocityjs';
import { listMethods, mapMethods } from './java-collections.ts';
import { stringMethods } from './java-string.ts';
import { parsePath } from './json-path.ts';
import { inputMethods, utilMethods } from './variables.ts';

/** A template uses something that the gateway does not render as API Gateway would: an error at start, not at a request. */
export class UnsupportedTemplate extends Error {
  readonly code = 'unsupported-template';
  constructor(template: string, what: string) {
    super(`The mapping template ${template} ${what}.`);
  }
}

/** A node of the parsed template; the parser's own types promise less than it delivers. */
export interface Node {
  type: string;
  id?: unknown;
  value?: unknown;
  path?: Node[] | null;
  args?: Node[] | false;
  equal?: Node[];
  condition?: Node;
  expression?: Node[];
  operator?: string;
  isEval?: boolean;
  from?: Node;
  to?: string;
}
export type Part = string | Node | Part[];

/** Variables that are there, and whether they hold yes or no, or anything. */
type Kind = 'flag' | 'value';
type Known = Map<string, Kind>;

const contextNames = new Set([
  'accountId',
  'apiId',
  'authorizer',
  'domainName',
  'error',
  'extendedRequestId',
  'httpMethod',
  'identity',
  'path',
  'protocol',
  'requestId',
  'requestOverride',
  'requestTime',
  'requestTimeEpoch',
  'resourcePath',
  'responseOverride',
  'stage',
]);
const methodsOfValues = new Set([stringMethods, listMethods, mapMethods].flatMap((methods) => Object.keys(methods)));
const yesOrNo = new Set([
  'contains',
  'containsKey',
  'endsWith',
  'equals',
  'equalsIgnoreCase',
  'isEmpty',
  'matches',
  'startsWith',
]);
const operators = new Set([
  '==',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '&&',
  '||',
  'not',
  'parenthesis',
  '+',
  '-',
  '*',
  '/',
  '%',
  'minus',
]);
/** Joining yes or no with yes or no. */
const joining = new Set(['&&', '||', 'not', 'parenthesis']);
const comparing = new Set(['==', '!=', '<', '>', '<=', '>=']);

/** Reads a template and makes sure that every part of it is one that is rendered as API Gateway renders it. @throws UnsupportedTemplate */
export function parseChecked(name: string, text: string): Part[] {
  const opened = text.match(/#\{?(?:if|foreach)\b/gu)?.length ?? 0;
  const closed = text.match(/#\{?end\b/gu)?.length ?? 0;
  if (opened !== closed) throw new UnsupportedTemplate(name, `has ${opened} #if and #foreach, and ${closed} #end`);
  const parts = read(name, text);
  const roots = ['input', 'util', 'context', 'stageVariables'].map((root) => [root, 'value'] as const);
  check(name, parts, new Map<string, Kind>(roots));
  return parts;
}

function read(name: string, text: string): Part[] {
  try {
    return parse(text) as unknown as Part[];
  } catch (error) {
    throw new UnsupportedTemplate(name, `cannot be parsed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function check(name: string, parts: readonly Part[], known: Known): void {
  const directive = /#(?:stop|include|parse|evaluate|define|macro|break)\b/u.exec(textOf(parts));
  if (directive) throw new UnsupportedTemplate(name, `uses ${directive[0]}`);
  for (const part of parts) {
    if (Array.isArray(part)) checkBlock(name, part, known);
    else if (typeof part === 'object') checkNode(name, part, known);
  }
}

const withLoop = (known: Known, variable: string): Known =>
  new Map(known).set(variable, 'value').set('foreach', 'value').set('velocityCount', 'value');

/** Plain text of the template; the parser cuts it into pieces at every sign that might have begun something. */
const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : '\n')).join('');

function checkBlock(name: string, block: readonly Part[], known: Known): void {
  const [head, ...rest] = block;
  const directive = typeof head === 'object' && !Array.isArray(head) ? head : undefined;
  if (directive?.type === 'foreach' && directive.from !== undefined) {
    checkNode(name, directive.from, known);
    check(name, rest, withLoop(known, String(directive.to)));
  } else if (directive === undefined || directive.type === 'if') check(name, block, known);
  else throw new UnsupportedTemplate(name, `uses #${directive.type}`);
}

const leaves = new Set(['integer', 'decimal', 'bool', 'runt', 'else', 'end', 'comment', 'raw']);

function checkNode(name: string, node: Node, known: Known): void {
  if (leaves.has(node.type)) return;
  if (node.type === 'references') checkReference(name, node, known);
  else if (node.type === 'set') checkSet(name, node, known);
  else if (node.type === 'if' || node.type === 'elseif') checkCondition(name, node.condition, known);
  else if (node.type === 'math' && operators.has(String(node.operator))) check(name, node.expression ?? [], known);
  else if (node.type === 'string') {
    if (node.isEval && /[$#]/u.test(String(node.value))) check(name, read(name, String(node.value)), known);
  } else if (node.type === 'array') check(name, node.value as Node[], known);
  else if (node.type === 'map') check(name, Object.values((node.value ?? {}) as Record<string, Node>), known);
  else throw new UnsupportedTemplate(name, `uses ${node.operator ?? node.type}`);
}

function checkSet(name: string, node: Node, known: Known): void {
  const [target, value] = node.equal ?? [];
  if (value !== undefined) checkNode(name, value, known);
  if (target?.path) {
    const [place] = target.path;
    if (target.id !== 'context' || (place?.id !== 'responseOverride' && place?.id !== 'requestOverride'))
      throw new UnsupportedTemplate(name, 'sets a property of something other than $context.responseOverride');
  } else {
    const id = String(target?.id);
    const kind = isYesOrNo(value, known) && known.get(id) !== 'value' ? 'flag' : 'value';
    known.set(id, kind);
  }
}

/** Velocity takes every text for true, even an empty one; only what yields yes or no is let through. */
function checkCondition(name: string, condition: Node | undefined, known: Known): void {
  if (condition !== undefined) checkNode(name, condition, known);
  if (!isYesOrNo(condition, known))
    throw new UnsupportedTemplate(name, 'has a condition that is neither a comparison nor a yes or no');
}

function isYesOrNo(node: Node | undefined, known: Known): boolean {
  if (node === undefined) return false;
  if (node.type === 'bool') return node.value !== 'null';
  if (node.type === 'math')
    return (
      comparing.has(String(node.operator)) ||
      (joining.has(String(node.operator)) && (node.expression ?? []).every((part) => isYesOrNo(part, known)))
    );
  if (node.type !== 'references') return false;
  const last = node.path?.at(-1);
  if (last === undefined) return known.get(String(node.id)) === 'flag';
  return node.id === 'foreach' ? last.id === 'hasNext' : last.type === 'method' && yesOrNo.has(String(last.id));
}

function checkReference(name: string, node: Node, known: Known): void {
  const root = String(node.id);
  if (!known.has(root)) throw new UnsupportedTemplate(name, `uses $${root}, which nothing sets`);
  if (node.args) throw new UnsupportedTemplate(name, `calls $${root}`);
  for (const [index, step] of (node.path ?? []).entries()) {
    const id = String(step.id);
    const own = index === 0 && (root === 'input' || root === 'util');
    if (step.type === 'method') {
      const allowed = own ? (root === 'input' ? inputMethods : utilMethods) : methodsOfValues;
      if (!allowed.has(id)) throw new UnsupportedTemplate(name, `calls $${root}….${id}(), which is not supported`);
      if (root === 'input' && own) checkPathArgument(name, step);
      check(name, step.args || [], known);
    } else if (step.type === 'index') check(name, [step.id as Node], known);
    else if (own && !(root === 'input' && id === 'body'))
      throw new UnsupportedTemplate(name, `uses $${root}.${id}, which is not supported`);
    else if (index === 0 && root === 'context' && !contextNames.has(id))
      throw new UnsupportedTemplate(name, `uses $context.${id}, which is not supported`);
    else if (id in Object.prototype || id === 'length' || id === 'eval')
      throw new UnsupportedTemplate(name, `uses the property ${id}`);
  }
}

function checkPathArgument(name: string, step: Node): void {
  const [argument] = step.args || [];
  if (step.id === 'params' || argument?.type !== 'string') return;
  try {
    parsePath(String(argument.value));
  } catch (error) {
    throw new UnsupportedTemplate(name, `reads a path that is not supported: ${(error as Error).message}`);
  }
}
