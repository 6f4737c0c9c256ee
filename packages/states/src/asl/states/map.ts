import type { Fields } from '../fields.ts';
import { type Flow, readFlow } from '../flow.ts';
import type { JsonataTemplate } from '../jsonata/template.ts';
import type { CompiledPath } from '../jsonpath/compiled-path.ts';
import { type Recovery, readRecovery } from '../recovery.ts';
import {
  checkFields,
  type QueryLanguage,
  readTransition,
  type StateBase,
  type StateContext,
  type StateMap,
} from '../state-base.ts';
import type { Template } from '../template.ts';

/** Runs its processor for each item of a list. */
export interface MapState<S> extends StateBase, Recovery {
  readonly type: 'Map';
  readonly next: string | undefined;
  readonly flow: Flow;
  readonly processor: StateMap<S>;
  readonly distributed: boolean;
  readonly items: MapItems;
  readonly itemSelector: Template | JsonataTemplate | undefined;
  readonly maxConcurrency: Limit | undefined;
  readonly toleratedFailureCount: Limit | undefined;
  readonly toleratedFailurePercentage: Limit | undefined;
}

export type MapItems =
  | { readonly language: 'JSONPath'; readonly path: CompiledPath | undefined }
  | { readonly language: 'JSONata'; readonly template: JsonataTemplate | undefined };

/** A number of a Map state: written down, by path, or by expression. */
export type Limit =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'path'; readonly path: CompiledPath }
  | { readonly kind: 'expression'; readonly field: string; readonly template: JsonataTemplate };

const SHARED = [
  ...[
    'ItemProcessor',
    'Iterator',
    'ItemSelector',
    'MaxConcurrency',
    'Label',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
  ],
  ...['ToleratedFailureCount', 'ToleratedFailurePercentage', 'Assign', 'Retry', 'Catch'],
];

export function parseMap<S>(fields: Fields, context: StateContext): MapState<S> | undefined {
  const { name, queryLanguage } = context;
  checkFields(fields, queryLanguage, {
    transition: true,
    JSONPath: [
      ...SHARED,
      ...['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'ItemsPath', 'MaxConcurrencyPath'],
      ...['ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'],
    ],
    JSONata: [...SHARED, 'Items', 'Output'],
  });
  fields.exclusive(['ItemProcessor', 'Iterator']);
  fields.exclusive(['ItemSelector', 'Parameters']);
  const processorField = fields.has('Iterator') ? 'Iterator' : 'ItemProcessor';
  fields.require([processorField]);
  const object = fields.objectField(processorField);
  const inner = object && fields.child(processorField, object);
  inner?.allow(['StartAt', 'States', 'Comment', 'ProcessorConfig']);
  const processor = inner && context.parseStateMap<S>(inner);
  const next = readTransition(fields);
  const flow = readFlow(fields, queryLanguage, 'result');
  const recovery = readRecovery(fields, queryLanguage);
  const selector = fields.has('ItemSelector') ? 'ItemSelector' : 'Parameters';
  return (
    processor && {
      type: 'Map',
      name,
      queryLanguage,
      next,
      flow,
      processor,
      distributed: isDistributed(inner),
      items: readItems(fields, queryLanguage),
      itemSelector: queryLanguage === 'JSONata' ? fields.jsonata('ItemSelector') : fields.template(selector),
      maxConcurrency: readLimit(fields, 'MaxConcurrency', queryLanguage),
      toleratedFailureCount: readLimit(fields, 'ToleratedFailureCount', queryLanguage),
      toleratedFailurePercentage: readLimit(fields, 'ToleratedFailurePercentage', queryLanguage),
      ...recovery,
    }
  );
}

function isDistributed(processor: Fields | undefined): boolean {
  const config = processor?.objectField('ProcessorConfig');
  return config?.Mode === 'DISTRIBUTED';
}

function readItems(fields: Fields, language: QueryLanguage): MapItems {
  if (language === 'JSONPath') return { language, path: fields.pathField('ItemsPath') };
  return { language, template: fields.jsonata('Items') };
}

function readLimit(fields: Fields, name: string, language: QueryLanguage): Limit | undefined {
  if (language === 'JSONPath') {
    fields.exclusive([name, `${name}Path`]);
    const path = fields.referencePath(`${name}Path`, 'without-context');
    if (path) return { kind: 'path', path };
  } else if (typeof fields.raw(name) === 'string') {
    const template = fields.jsonata(name);
    return template && { kind: 'expression', field: name, template };
  }
  const value =
    name === 'ToleratedFailurePercentage'
      ? fields.number(name, 0, 100)
      : fields.integer(name, 0, Number.MAX_SAFE_INTEGER);
  return value === undefined ? undefined : { kind: 'constant', value };
}
