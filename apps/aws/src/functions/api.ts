import { createApi } from '@resit/functions/api/api';
import { apiRoutes } from '@resit/functions/api/routes';
import type { ProxyEvent, ProxyResult } from '@resit/functions/proxy';
import { openApiDeps } from '../api-deps.ts';
import { readEnvironment } from '../environment.ts';
import { madeFrom, secretReader } from '../secrets.ts';
import { systemClock } from '../system-clock.ts';
import { traced } from '../tracing/tracing.ts';
import { openWorkflow } from '../workflow-service.ts';

const { PEPPER_SECRET_ARN } = readEnvironment(['PEPPER_SECRET_ARN']);
const workflow = openWorkflow();

const api = madeFrom(secretReader(PEPPER_SECRET_ARN, systemClock), (pepper) =>
  createApi(apiRoutes, openApiDeps({ workflow, pepper })),
);

export const handler = traced(async (event: ProxyEvent): Promise<ProxyResult> => (await api())(event));
