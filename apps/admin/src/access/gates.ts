import type { OperationId } from '../api/context.tsx';

/** Every page that stands in the navigation, with the operation without which it would be empty. */
export const pages = {
  dashboard: { path: '/', title: 'Dashboard', needs: 'getDashboard' },
  incidents: { path: '/incidents', title: 'Incidents', needs: 'listIncidents' },
  report: { path: '/report', title: 'Report an incident', needs: 'reportIncident' },
  import: { path: '/import', title: 'Import from CSV', needs: 'createImport' },
  outbox: { path: '/outbox', title: 'Outbox', needs: 'listMail' },
  questions: { path: '/questions', title: 'Question bank', needs: 'listQuestions' },
  templates: { path: '/templates', title: 'Mail templates', needs: 'listTemplates' },
  policy: { path: '/policy', title: 'Policy', needs: 'getPolicy' },
  staff: { path: '/staff', title: 'Staff accounts', needs: 'listStaff' },
  audit: { path: '/audit', title: 'Audit log', needs: 'getAuditChain' },
} as const satisfies Record<string, { path: string; title: string; needs: OperationId }>;
export type PageName = keyof typeof pages;

/** Groups of the navigation, in the order in which people need them. */
const groups: readonly { title: string; pages: readonly PageName[] }[] = [
  { title: '', pages: ['dashboard', 'incidents', 'report', 'import'] },
  { title: 'Mail', pages: ['outbox', 'templates'] },
  { title: 'Exams', pages: ['questions', 'policy'] },
  { title: 'Administration', pages: ['staff', 'audit'] },
];

/** What a caller may do, as `GET /me` lists it: names of operations. The server decides again at every request. */
export type Permissions = ReadonlySet<string>;

export const may = (permissions: Permissions, operation: OperationId): boolean => permissions.has(operation);

/** The navigation of a caller: pages that they may use, groups with nothing in them left out. */
export const navigationFor = (permissions: Permissions): { title: string; pages: PageName[] }[] =>
  groups
    .map(({ title, pages: names }) => ({ title, pages: names.filter((name) => may(permissions, pages[name].needs)) }))
    .filter((group) => group.pages.length > 0);

/** Where a caller starts: the dashboard, or the first page that they may use. */
export const homeOf = (permissions: Permissions): string => {
  const first = navigationFor(permissions)[0]?.pages[0];
  return first ? pages[first].path : '/';
};
