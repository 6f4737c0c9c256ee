import { loadAssets } from '@resit/testing-centre/assets';
import { createTestingCentre } from '@resit/testing-centre/testing-centre';
import type { APIGatewayProxyResult, LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';
import { openDeps, systemClock } from '../deps.ts';
import { readEnvironment } from '../environment.ts';
import { onFault } from '../function-log.ts';
import { madeFrom, secretReader } from '../secrets.ts';
import { besideBundle } from '../shipped-content.ts';
import { type GatewayRequest, viewerAddress } from '../viewer-address.ts';

const { PEPPER_SECRET_ARN, EDGE_SECRET_ARN, RESIT_ORIGIN } = readEnvironment([
  'PEPPER_SECRET_ARN',
  'EDGE_SECRET_ARN',
  'RESIT_ORIGIN',
]);
const readEdgeSecret = secretReader(EDGE_SECRET_ARN, systemClock);
const assets = await loadAssets(besideBundle('assets'));

interface Bindings {
  event: GatewayRequest & { requestContext: { requestId: string } };
  edgeSecret: string;
}

const centre = madeFrom(secretReader(PEPPER_SECRET_ARN, systemClock), (pepper) =>
  createTestingCentre({
    deps: openDeps({ pepper }),
    assets,
    secureCookies: RESIT_ORIGIN.startsWith('https:'),
    clientAddress: ({ env }) => viewerAddress((env as Bindings).event, (env as Bindings).edgeSecret),
    onFault: (error, { env }) => onFault(error, (env as Bindings).event.requestContext.requestId),
  }),
);

export const handler = async (event: LambdaEvent): Promise<APIGatewayProxyResult> => {
  const [app, edgeSecret] = await Promise.all([centre(), readEdgeSecret()]);
  const pages = { fetch: (request: Request, env: object) => app.fetch(request, { ...env, edgeSecret }) };
  return handle(pages as never)(event);
};
