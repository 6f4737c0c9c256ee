import { createBrowserRouter, Navigate, Outlet, type RouteObject } from 'react-router';
import { homeOf } from '../access/gates.ts';
import type { Site } from '../api/context.tsx';
import { Starting } from './door.tsx';
import { basePath } from './links.tsx';
import { NoPage } from './no-page.tsx';
import { RouteFailed } from './route-failed.tsx';
import { SkipLink } from './skip-link.tsx';
import { TopBar } from './top-bar.tsx';

const Shell = () => (
  <>
    <SkipLink />
    <TopBar />
    <Outlet />
  </>
);

/** Every page, each in a file of its own that is loaded when it is first opened. */
export function createSiteRouter(site: Site) {
  const home = homeOf(new Set(site.me.permissions));
  const routes: RouteObject[] = [
    home === '/'
      ? {
          index: true,
          lazy: async () => ({ Component: (await import('../dashboard/dashboard-page.tsx')).DashboardPage }),
        }
      : { index: true, element: <Navigate to={home} replace /> },
    {
      path: 'incidents',
      lazy: async () => ({ Component: (await import('../incidents/incidents-page.tsx')).IncidentsPage }),
    },
    {
      path: 'incidents/:incidentId',
      lazy: async () => ({ Component: (await import('../incident/incident-page.tsx')).IncidentPage }),
    },
    { path: 'report', lazy: async () => ({ Component: (await import('../report/report-page.tsx')).ReportPage }) },
    { path: 'import', lazy: async () => ({ Component: (await import('../import/imports-page.tsx')).ImportsPage }) },
    {
      path: 'import/:importId',
      lazy: async () => ({ Component: (await import('../import/import-page.tsx')).ImportPage }),
    },
    { path: 'outbox', lazy: async () => ({ Component: (await import('../outbox/outbox-page.tsx')).OutboxPage }) },
    {
      path: 'questions',
      lazy: async () => ({ Component: (await import('../questions/questions-page.tsx')).QuestionsPage }),
    },
    {
      path: 'templates',
      lazy: async () => ({ Component: (await import('../templates/templates-page.tsx')).TemplatesPage }),
    },
    { path: 'policy', lazy: async () => ({ Component: (await import('../policy/policy-page.tsx')).PolicyPage }) },
    { path: 'staff', lazy: async () => ({ Component: (await import('../staff/staff-page.tsx')).StaffPage }) },
    { path: 'audit', lazy: async () => ({ Component: (await import('../audit/audit-page.tsx')).AuditPage }) },
    { path: '*', element: <NoPage /> },
  ];
  return createBrowserRouter(
    [
      {
        element: <Shell />,
        HydrateFallback: () => <Starting words="Loading…" />,
        children: [{ errorElement: <RouteFailed />, children: routes }],
      },
    ],
    { basename: basePath },
  );
}
