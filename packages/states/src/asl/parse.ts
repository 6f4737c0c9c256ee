import { Checker, EnoughFindings, type MachineType } from './checker.ts';
import { Fields } from './fields.ts';
import { isJsonObject } from './json.ts';
import { MAX_NESTING, nestsTooDeep } from './nesting.ts';
import type { ParsedDefinition } from './program.ts';
import { Source } from './source.ts';
import type { State } from './state.ts';
import type { QueryLanguage } from './state-base.ts';
import { parseStateMap } from './state-map.ts';

const MAX_TIMEOUT_SECONDS = 99_999_999;
/** Each takes a while to compile: a mebibyte of them would keep others waiting for seconds. */
const MAX_EXPRESSIONS = 10_000;

/**
 * Checks and compiles a definition. Never throws: what is wrong with it comes as diagnostics. A Standard machine may
 * use every kind of Task, an Express one may not.
 */
export function parseDefinition(text: string, machineType: MachineType = 'STANDARD'): ParsedDefinition {
  const source = new Source(text);
  const checker = new Checker(source, machineType);
  try {
    return parse(text, source, checker);
  } catch (error) {
    if (error instanceof EnoughFindings) return { diagnostics: checker.diagnostics };
    throw error;
  }
}

function parse(text: string, source: Source, checker: Checker): ParsedDefinition {
  if (text.trim() === '') return notAnObject(checker);
  if (nestsTooDeep(text)) {
    checker.reportWhole(`A definition nests at most ${MAX_NESTING} deep`, 'SCHEMA_VALIDATION_FAILED');
    return { diagnostics: checker.diagnostics };
  }
  if (text.split('{%', MAX_EXPRESSIONS + 2).length > MAX_EXPRESSIONS + 1) {
    checker.reportWhole(`A definition holds at most ${MAX_EXPRESSIONS} expressions`, 'SCHEMA_VALIDATION_FAILED');
    return { diagnostics: checker.diagnostics };
  }
  const read = source.read();
  if ('problem' in read) {
    const { message, location, line, column } = read.problem;
    return {
      diagnostics: [
        { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message, location, pointer: '', line, column },
      ],
    };
  }
  if (!isJsonObject(read.value)) return notAnObject(checker);
  const fields = new Fields(checker, [], read.value);
  fields.allow(['Comment', 'StartAt', 'States', 'Version', 'QueryLanguage', 'TimeoutSeconds']);
  const queryLanguage = readQueryLanguage(fields);
  const version = fields.string('Version') ?? '1.0';
  if (version !== '1.0') fields.report('Version', "The field 'Version' should have one of these values: [1.0]");
  const timeoutSeconds = fields.integer('TimeoutSeconds', 1, MAX_TIMEOUT_SECONDS);
  const comment = fields.string('Comment');
  const map = parseStateMap<State>(fields, queryLanguage, source);
  if (checker.failed || !map) return { diagnostics: checker.diagnostics };
  return {
    program: {
      ...map,
      version,
      queryLanguage,
      ...(comment === undefined ? {} : { comment }),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    },
    diagnostics: checker.diagnostics,
  };
}

function notAnObject(checker: Checker): ParsedDefinition {
  checker.reportWhole('Definition must be a valid JSON object', 'SCHEMA_VALIDATION_FAILED');
  return { diagnostics: checker.diagnostics };
}

function readQueryLanguage(fields: Fields): QueryLanguage {
  const language = fields.string('QueryLanguage') ?? 'JSONPath';
  if (language === 'JSONPath' || language === 'JSONata') return language;
  fields.report('QueryLanguage', "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]");
  return 'JSONPath';
}
