import { S3Client } from '@aws-sdk/client-s3';
import { createApi } from '@resit/functions/api/api';
import { evidenceRoutes } from '@resit/functions/api/evidence';
import { createS3EvidenceStore } from '@resit/persistence/evidence/s3-evidence-store';
import { openApiDeps } from '../api-deps.ts';
import { readEnvironment } from '../environment.ts';
import { traced } from '../tracing/tracing.ts';

const { EVIDENCE_BUCKET } = readEnvironment(['EVIDENCE_BUCKET']);
const evidence = createS3EvidenceStore({ client: new S3Client({}), bucket: EVIDENCE_BUCKET });

export const handler = traced(createApi(evidenceRoutes, Object.assign(openApiDeps(), { evidence })));
