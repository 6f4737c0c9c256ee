import { createSubmitExam } from '@resit/functions/submit-exam';
import { openDeps } from '../deps.ts';
import { onFault } from '../function-log.ts';

const deps = openDeps();

export const handler = createSubmitExam({
  deps,
  secureCookies: deps.institution.origin.startsWith('https:'),
  onFault,
});
