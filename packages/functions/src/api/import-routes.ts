import { type ImportApiDeps, incidentImportRoutes } from './imports.ts';
import type { Route } from './route.ts';
import { studentImportRoutes } from './student-import.ts';

/** What the import function serves: what reads files of rows, and what becomes of them. */
export const importRoutes: readonly Route<ImportApiDeps>[] = [...incidentImportRoutes, ...studentImportRoutes];
