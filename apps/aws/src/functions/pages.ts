import { type Assets, loadAssets } from '@resit/testing-centre/assets';
import { createTestingCentre } from '@resit/testing-centre/testing-centre';
import type { APIGatewayProxyResult, LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';
import { openDeps } from '../deps.ts';
import { readEnvironment } from '../environment.ts';
import { onFault } from '../function-log.ts';
import { madeFrom, secretReader } from '../secrets.ts';
import { besideBundle } from '../shipped-content.ts';
import { systemClock } from '../system-clock.ts';
import { traced } from '../tracing/tracing.ts';
import { type GatewayRequest, viewerAddress } from '../viewer-address.ts';

const { PEPPER_SECRET_ARN, EDGE_SECRET_ARN, RESIT_ACCENT, RESIT_ORIGIN } = readEnvironment([
  'PEPPER_SECRET_ARN',
  'EDGE_SECRET_ARN',
  'RESIT_ACCENT',
  'RESIT_ORIGIN',
]);
const readEdgeSecret = secretReader(EDGE_SECRET_ARN, systemClock);
const accent = RESIT_ACCENT === '' ? undefined : `#${RESIT_ACCENT.replace('#', '')}`;
const loading = loadAssets(besideBundle('assets'), accent);

interface Bindings {
  event: GatewayRequest & { requestContext: { requestId: string } };
  edgeSecret: string;
}

const centreWith = (assets: Assets) => (pepper: string) =>
  createTestingCentre({
    deps: openDeps({ pepper }),
    assets,
    secureCookies: RESIT_ORIGIN.startsWith('https:'),
    clientAddress: ({ env }) => viewerAddress((env as Bindings).event, (env as Bindings).edgeSecret),
    onFault: (error, { env }) => onFault(error, (env as Bindings).event.requestContext.requestId),
  });
const readPepper = secretReader(PEPPER_SECRET_ARN, systemClock);
const centre = loading.then((assets) => madeFrom(readPepper, centreWith(assets)));
// Told to whoever asks for a page, not to the process.
centre.catch(() => undefined);

export const handler = traced(async (event: LambdaEvent): Promise<APIGatewayProxyResult> => {
  const [app, edgeSecret] = await Promise.all([centre.then((make) => make()), readEdgeSecret()]);
  const pages = { fetch: (request: Request, env: object) => app.fetch(request, { ...env, edgeSecret }) };
  return handle(pages as never)(event);
});
