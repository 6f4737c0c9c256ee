import { importStudents } from '@resit/integrity/use-cases/staff/import-students';
import { csvSchema } from './csv-body.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, bodyOf, type Route } from './route.ts';

async function importFile(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const { csv } = bodyOf(csvSchema, request);
  return { body: await importStudents(deps, { caller: request.caller, csv }) };
}

export const studentImportRoutes: readonly Route[] = [
  { operation: 'importStudents', at: 'POST /student/import', handle: importFile },
];
