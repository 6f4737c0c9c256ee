import { type CollectionTag, isMap, isScalar, isSeq, parse, type ScalarTag, stringify } from 'yaml';

type Tag = ScalarTag | CollectionTag;

/** The short forms of CloudFormation's functions, `!Ref` and the like. */
const names = [
  'Ref',
  'Condition',
  'Sub',
  'GetAtt',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'Select',
  'Split',
  'Join',
  'ImportValue',
  'FindInMap',
  'Base64',
  'Cidr',
  'GetAZs',
];

const longName = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

/** `!GetAtt A.B` is the only short form whose text is more than one argument. */
const argument = (name: string, value: unknown): unknown => {
  if (name !== 'GetAtt' || typeof value !== 'string') return value;
  const [resource = '', ...attribute] = value.split('.');
  return [resource, attribute.join('.')];
};

const tags: Tag[] = names.flatMap((name): Tag[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [longName(name)]: argument(name, text) }) },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (node) => ({ [longName(name)]: isSeq(node) ? node : undefined }),
  },
  {
    tag: `!${name}`,
    collection: 'map',
    resolve: (node) => ({ [longName(name)]: isMap(node) ? node : undefined }),
  },
]);

/** A template of CloudFormation, short forms written out. */
export function readTemplate(text: string): Record<string, unknown> {
  const value: unknown = parse(text, { customTags: tags, schema: 'yaml-1.1', maxAliasCount: 1000 });
  return plain(value) as Record<string, unknown>;
}

/** The library's nodes within written-out functions become plain values. */
function plain(value: unknown): unknown {
  if (isScalar(value) || isMap(value) || isSeq(value)) return plain(value.toJSON());
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  return value;
}

export const writeTemplate = (template: unknown): string =>
  stringify(template, { aliasDuplicateObjects: false, lineWidth: 0, version: '1.1' });
