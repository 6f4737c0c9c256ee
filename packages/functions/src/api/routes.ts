import { auditRoutes } from './audit.ts';
import { executionRoutes } from './executions.ts';
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

/** What the API function serves: every operation that needs no library of its own. */
export const apiRoutes: readonly Route[] = [
  ...siteRoutes,
  ...incidentRoutes,
  ...incidentActionRoutes,
  ...executionRoutes,
  ...traceRoutes,
  ...mailRoutes,
  ...studentRoutes,
  ...policyRoutes,
  ...questionRoutes,
  ...staffRoutes,
  ...auditRoutes,
  ...templateRoutes,
];
