import { auditRoutes } from './audit.ts';
import { evidenceRoutes } from './evidence.ts';
import { executionRoutes } from './executions.ts';
import { importRoutes } from './imports.ts';
import { incidentActionRoutes } from './incident-actions.ts';
import { incidentRoutes } from './incidents.ts';
import { mailRoutes } from './mail.ts';
import { policyRoutes } from './policy.ts';
import { questionRoutes } from './questions.ts';
import type { Route } from './route.ts';
import { siteRoutes } from './site.ts';
import { staffRoutes } from './staff.ts';
import { studentRoutes } from './students.ts';
import { templateRoutes } from './templates.ts';
import { traceRoutes } from './traces.ts';

/** Every operation of the API document that is served by the API function. */
export const routes: readonly Route[] = [
  ...siteRoutes,
  ...incidentRoutes,
  ...incidentActionRoutes,
  ...evidenceRoutes,
  ...executionRoutes,
  ...traceRoutes,
  ...mailRoutes,
  ...studentRoutes,
  ...importRoutes,
  ...policyRoutes,
  ...questionRoutes,
  ...staffRoutes,
  ...auditRoutes,
  ...templateRoutes,
];
