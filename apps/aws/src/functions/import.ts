import { createApi } from '@resit/functions/api/api';
import { importRoutes } from '@resit/functions/api/import-routes';
import { openApiDeps } from '../api-deps.ts';
import { traced } from '../tracing/tracing.ts';

// Nobody to wake: the table's stream tells the function that goes on with imports.
const deps = Object.assign(openApiDeps(), { wakeImports: () => undefined });

export const handler = traced(createApi(importRoutes, deps));
