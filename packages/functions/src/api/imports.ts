import { NotFound } from '@resit/integrity/errors';
import { canUndo, runImport, undoImport } from '@resit/integrity/use-cases/import/control-import';
import { previewImport } from '@resit/integrity/use-cases/import/preview-import';
import type { ImportJob, ImportRow } from '@resit/integrity/use-cases/import-job';
import { csvSchema } from './csv-body.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, bodyOf, pathOf, type Route } from './route.ts';

/** What operations on imports act through. */
export interface ImportApiDeps extends ApiDeps {
  /** There may be an import to go on with; losing a wake delays, it never loses. */
  wakeImports(): void;
}

const rowView = ({ line, report }: ImportRow) => ({
  line,
  studentNumber: report.student.studentNumber,
  name: report.student.name,
  unit: report.work.unit,
  title: report.work.title,
  findingReference: report.finding?.reference ?? '',
});

function importView(job: ImportJob, nowMs: number) {
  const { id, fileName, by, status, createdAt, total, good, started, already, failed, withdrawn, bad, heldUntil } = job;
  return present({
    id,
    fileName,
    by: { sub: by.sub, name: by.name },
    status,
    createdAt,
    total,
    good,
    started,
    already,
    failed,
    withdrawn,
    bad,
    badCount: job.badCount,
    sample: job.sample.map(rowView),
    heldUntil,
    canUndo: canUndo(job, nowMs),
  });
}

async function list(deps: ApiDeps): Promise<ApiReply> {
  const page = await deps.repository.query('importJob', 'all', {
    partition: 'all',
    order: 'descending',
    limit: 100,
  });
  return { body: { items: page.items.map((job) => importView(job, deps.clock.nowMs())) } };
}

async function create(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const job = await previewImport(deps, { caller: request.caller, ...bodyOf(csvSchema, request) });
  return { status: 201, body: importView(job, deps.clock.nowMs()) };
}

async function one(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const job = await deps.repository.get('importJob', pathOf(request, 'importId'));
  if (!job) throw new NotFound('import');
  return { body: importView(job, deps.clock.nowMs()) };
}

/** Answers once the wish is stored; the work goes on after the answer, and after a crash. */
function control(change: typeof runImport): Route<ImportApiDeps>['handle'] {
  return async (deps, request) => {
    const job = await change(deps, { caller: request.caller, importId: pathOf(request, 'importId') });
    deps.wakeImports();
    return { status: 202, body: importView(job, deps.clock.nowMs()) };
  };
}

export const incidentImportRoutes: readonly Route<ImportApiDeps>[] = [
  { operation: 'listImports', at: 'GET /import', handle: list },
  { operation: 'createImport', at: 'POST /import', handle: create },
  { operation: 'getImport', at: 'GET /import/{importId}', handle: one },
  { operation: 'runImport', at: 'POST /import/{importId}/run', handle: control(runImport) },
  { operation: 'undoImport', at: 'POST /import/{importId}/undo', handle: control(undoImport) },
];
