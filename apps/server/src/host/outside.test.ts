import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectorFault, issuerFault, mailServerFault } from './outside.ts';

let server: Server;
let origin = '';
let answer = { status: 200, body: '{}' };
beforeEach(async () => {
  server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

const settings = { smtpUrl: undefined, contactName: 'Office', mailFrom: 'o@uni.edu', oidcIssuer: undefined };

it('finds nothing wrong where nothing outside is set, or where it answers', async () => {
  expect([await mailServerFault(settings), await issuerFault(settings)]).toEqual([undefined, undefined]);
  answer = { status: 200, body: '{"issuer":"x"}' };
  expect(await issuerFault({ ...settings, oidcIssuer: `${origin}/` })).toBeUndefined();
});

it.each([
  [{ status: 404, body: '' }, 'answers 404'],
  [{ status: 200, body: '<html>Welcome</html>' }, 'does not answer with its description'],
])('says of an issuer that answers %j where it was asked and which setting to check', async (given, words) => {
  answer = given;
  const fault = await issuerFault({ ...settings, oidcIssuer: origin });
  expect(fault).toContain(words);
  expect(fault).toContain(`${origin}/.well-known/openid-configuration`);
  expect(fault).toContain('RESIT_OIDC_ISSUER');
});

it('says of an issuer and a mail server that are not there what follows and which setting to check', async () => {
  await new Promise((resolve) => server.close(resolve));
  expect(await issuerFault({ ...settings, oidcIssuer: origin })).toMatch(
    /does not answer.*sign in.*RESIT_OIDC_ISSUER/u,
  );
  const smtpUrl = origin.replace('http', 'smtp').replace('//', '//me:hunter2@');
  const fault = await mailServerFault({ ...settings, smtpUrl });
  expect(fault).toMatch(/cannot be used.*outbox.*RESIT_SMTP_URL/u);
  expect(fault).not.toContain('hunter2');
});

it.each([
  [200, undefined],
  [401, /answers 401 at .*\/v1\/traces.*OTEL_EXPORTER_OTLP_HEADERS/u],
  [404, /answers 404 at .*\/v1\/traces.*OTEL_EXPORTER_OTLP_ENDPOINT/u],
])('says of a collector that answers %i which setting to check, and none of its keys', async (status, words) => {
  answer = { status, body: '' };
  const fault = await collectorFault({ otlpEndpoint: origin, otlpHeaders: { 'api-key': 'hunter2' } });
  if (words === undefined) expect(fault).toBeUndefined();
  else expect(fault).toMatch(words);
  expect(fault ?? '').not.toContain('hunter2');
});

it('says of a collector that is not there that traces stay here, and nothing where none is set', async () => {
  expect(await collectorFault({ otlpEndpoint: undefined, otlpHeaders: undefined })).toBeUndefined();
  await new Promise((resolve) => server.close(resolve));
  expect(await collectorFault({ otlpEndpoint: origin, otlpHeaders: undefined })).toMatch(
    /does not answer.*kept here alone.*OTEL_EXPORTER_OTLP_ENDPOINT.*4318/u,
  );
});

it('keeps nobody waiting for an issuer or a collector that does not answer once nobody wants to know', async () => {
  const enough = new AbortController();
  let asked = 0;
  server.removeAllListeners('request').on('request', () => {
    asked += 1;
    if (asked === 2) enough.abort();
  });
  const faults = await Promise.all([
    issuerFault({ ...settings, oidcIssuer: origin }, enough.signal),
    collectorFault({ otlpEndpoint: origin, otlpHeaders: undefined }, enough.signal),
  ]);
  expect([asked, ...faults]).toEqual([2, undefined, undefined]);
});
