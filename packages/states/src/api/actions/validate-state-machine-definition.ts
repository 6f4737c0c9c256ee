import { parseDefinition } from '../../asl/parse.ts';
import { defineAction } from '../action.ts';
import { definitionMember } from '../sensitive.ts';
import { integer, oneOf, required } from '../shape.ts';

const DIAGNOSTICS_MAX = 100;

export const validateStateMachineDefinition = defineAction({
  name: 'ValidateStateMachineDefinition',
  input: {
    definition: required(definitionMember),
    type: oneOf(['STANDARD', 'EXPRESS']),
    severity: oneOf(['ERROR', 'WARNING']),
    maxResults: integer(0, DIAGNOSTICS_MAX),
  },
  run(_, request) {
    const all = parseDefinition(request.definition, request.type).diagnostics;
    const errors = all.some(({ severity }) => severity === 'ERROR');
    const wanted = request.severity === 'WARNING' ? all : all.filter(({ severity }) => severity === 'ERROR');
    const limit = request.maxResults || DIAGNOSTICS_MAX;
    return {
      diagnostics: wanted
        .slice(0, limit)
        .map(({ code, location, message, severity }) => ({ code, location, message, severity })),
      result: errors ? 'FAIL' : 'OK',
      truncated: wanted.length > limit,
    };
  },
});
