import { S3Client } from '@aws-sdk/client-s3';
import { createApi } from '@resit/functions/api/api';
import type { ProxyEvent, ProxyResult } from '@resit/functions/proxy';
import { createS3EvidenceStore } from '@resit/persistence/evidence/s3-evidence-store';
import { openDeps } from '../deps.ts';
import { readEnvironment } from '../environment.ts';
import { onFault } from '../function-log.ts';
import { madeFrom, secretReader } from '../secrets.ts';
import { systemClock } from '../system-clock.ts';
import { tracesAddress } from '../tracing/traces-address.ts';
import { traced } from '../tracing/tracing.ts';
import { openWorkflow } from '../workflow-service.ts';

const { PEPPER_SECRET_ARN, EVIDENCE_BUCKET } = readEnvironment(['PEPPER_SECRET_ARN', 'EVIDENCE_BUCKET']);
const evidence = createS3EvidenceStore({ client: new S3Client({}), bucket: EVIDENCE_BUCKET });
const workflow = openWorkflow();

const api = madeFrom(secretReader(PEPPER_SECRET_ARN, systemClock), (pepper) =>
  createApi({
    ...openDeps({ workflow, pepper }),
    evidence,
    clockSpeed: 1,
    // A function stops when it has answered. The stream of the table wakes the imports function, which goes on.
    background: () => undefined,
    onFault,
    traces: { kind: 'elsewhere', addressOf: (incidentId) => tracesAddress(process.env.AWS_REGION ?? '', incidentId) },
  }),
);

export const handler = traced(async (event: ProxyEvent): Promise<ProxyResult> => (await api())(event));
