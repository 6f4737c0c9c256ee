import { operationsOf } from '@resit/integrity/access/permissions';
import { dashboard } from '@resit/integrity/use-cases/staff/dashboard';
import { incidentRow } from './incident-view.ts';
import { present } from './present.ts';
import type { ApiDeps, ApiReply, ApiRequest, Route } from './route.ts';

async function me(_deps: ApiDeps, { caller }: ApiRequest): Promise<ApiReply> {
  return { body: { sub: caller.sub, name: caller.name, roles: caller.roles, permissions: operationsOf(caller) } };
}

async function settings(deps: ApiDeps): Promise<ApiReply> {
  const { name, contactName, contactAddress, origin, timeZone } = deps.institution;
  return {
    body: {
      institution: { name, contactName, contactAddress },
      origin,
      timeZone,
      mailMode: deps.mailMode,
      clockSpeed: deps.clockSpeed,
      now: new Date(deps.clock.nowMs()).toISOString(),
      workflowNow: new Date(deps.workflowClock.nowMs()).toISOString(),
    },
  };
}

async function dashboardView(deps: ApiDeps, { caller }: ApiRequest): Promise<ApiReply> {
  const { dueThisWeek, waitingDecisions, ...figures } = await dashboard(deps, { caller });
  return {
    body: present({
      ...figures,
      dueThisWeek: dueThisWeek.map((item) => incidentRow(item, caller)),
      waitingDecisions: waitingDecisions.map((item) => incidentRow(item, caller)),
    }),
  };
}

export const siteRoutes: readonly Route[] = [
  { operation: 'getMe', at: 'GET /me', handle: me },
  { operation: 'getSettings', at: 'GET /settings', handle: settings },
  { operation: 'getDashboard', at: 'GET /dashboard', handle: dashboardView },
];
