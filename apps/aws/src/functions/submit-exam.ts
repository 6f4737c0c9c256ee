import { createSubmitExam } from '@resit/functions/submit-exam';
import { openDeps } from '../deps.ts';
import { onFault } from '../function-log.ts';
import { traced } from '../tracing/tracing.ts';

const deps = openDeps();

export const handler = traced(
  createSubmitExam({
    deps,
    secureCookies: deps.institution.origin.startsWith('https:'),
    onFault,
  }),
);
