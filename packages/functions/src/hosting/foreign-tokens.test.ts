import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizer } from '../authorizer.ts';
import { type ForeignIssuer, rolesIn, verifyForeignTokens } from './foreign-tokens.ts';

let server: Server;
let issuer = '';
let isDown = false;
let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
let verify: ReturnType<typeof verifyForeignTokens>;

const by = (given: Partial<ForeignIssuer> = {}): ForeignIssuer => ({
  issuer,
  audience: 'api',
  rolesClaim: 'roles',
  roles: {},
  setting: 'RESIT_OIDC_ISSUER',
  ...given,
});

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  privateKey = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  server = createServer((request, response) => {
    if (isDown) return void response.writeHead(500).end();
    const body = request.url === '/jwks' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
    return void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  verify = verifyForeignTokens(by({ roles: { officer: 'integrity-office' } }));
});
afterAll(() => {
  server.close();
});

const token = (
  claims: Record<string, unknown> = {},
  { audience = 'api', from = issuer, expires = '5m', key = privateKey } = {},
) =>
  new SignJWT({ name: "Ada O'Neil", roles: ['staff', 'integrity-office'], ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject('ada')
    .setIssuer(from)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(key);

const endless = () =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject('ada')
    .setIssuer(issuer)
    .setAudience('api')
    .sign(privateKey);

describe('tokens of an issuer by setting', () => {
  it('wait for the issuer, and hold once it answers', async () => {
    isDown = true;
    await expect(verify(await token())).rejects.toThrow(/answered 500/u);
    isDown = false;
    expect(await verify(await token())).toEqual({ sub: 'ada', name: "Ada O'Neil", roles: ['officer'] });
  });

  it('do not hold when they are over, for somebody else, of somebody else, or signed by somebody else', async () => {
    const other = (await generateKeyPair('RS256')).privateKey;
    const tokens = await Promise.all([
      token({}, { expires: '-1m' }),
      token({}, { audience: 'other' }),
      token({}, { from: 'https://evil.example' }),
      token({}, { key: other }),
      endless(),
    ]);
    expect(await Promise.all(tokens.map((one) => verify(one)))).toEqual(tokens.map(() => undefined));
    expect(await verify('nonsense')).toBeUndefined();
  });
});

it('takes an access token without an audience by its client, as Cognito makes them, and an ID token not at all', async () => {
  const cognito = verifyForeignTokens(by({ rolesClaim: 'cognito:groups' }));
  const made = (claims: Record<string, unknown>) =>
    new SignJWT({ name: 'Ada', 'cognito:groups': ['officer'], ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setSubject('ada')
      .setIssuer(issuer)
      .setExpirationTime('5m')
      .sign(privateKey);
  expect(await cognito(await made({ token_use: 'access', client_id: 'api' }))).toEqual({
    sub: 'ada',
    name: 'Ada',
    roles: ['officer'],
  });
  expect(await cognito(await made({ token_use: 'access', client_id: 'other' }))).toBeUndefined();
  expect(await cognito(await made({ token_use: 'id', client_id: 'api' }))).toBeUndefined();
  expect(await cognito(await made({}))).toBeUndefined();
});

describe("tokens of systems, as Cognito makes them for a client's own secret", () => {
  const made = (claims: Record<string, unknown>, subject = 'client-1') =>
    new SignJWT({ token_use: 'access', client_id: 'client-1', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setSubject(subject)
      .setIssuer(issuer)
      .setExpirationTime('5m')
      .sign(privateKey);
  const cognito = () =>
    verifyForeignTokens(
      by({ audience: 'admin-site', rolesClaim: 'cognito:groups', roles: { officer: 'integrity-office' } }),
    );

  it('have the roles that their scopes of ours name, and no name', async () => {
    const token = await made({ scope: 'resit/officer other/administrator resit/lecturer' });
    expect(await cognito()(token)).toEqual({ sub: 'client-1', name: '', roles: ['officer', 'lecturer'] });
  });

  it.each([
    ['without a scope of ours', { scope: 'other/officer' }, undefined],
    ['without scopes', {}, undefined],
    ['with scopes that only begin alike', { scope: 'resit-test/officer resit' }, undefined],
    ['that speak for a person', { scope: 'resit/administrator' }, 'ada'],
    ['that are no access tokens', { scope: 'resit/officer', token_use: 'id' }, undefined],
    ['that are for somebody else', { scope: 'resit/officer', aud: 'other' }, undefined],
    ['of no client', { scope: 'resit/officer', client_id: undefined }, undefined],
  ])('%s do not hold', async (_what, claims, subject) => {
    expect(await cognito()(await made(claims, subject))).toBeUndefined();
  });

  it('get through the authorizer with those roles, called by their client', async () => {
    const authorize = createAuthorizer({ verify: cognito(), ids: { random: () => 'x'.repeat(26) } });
    const event = async (scope: string) => ({
      type: 'REQUEST' as const,
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:a/api/GET/incident',
      headers: { authorization: `Bearer ${await made({ scope })}` },
    });
    const officer = await authorize(await event('resit/officer'));
    expect(officer.policyDocument.Statement[0].Effect).toBe('Allow');
    expect(officer.context).toMatchObject({ sub: 'client-1', name: 'client-1', roles: 'officer' });
    const unknown = await authorize(await event('resit/emperor'));
    expect(unknown.policyDocument.Statement[0].Effect).toBe('Deny');
    expect(unknown.context.roles).toBe('');
  });
});

it('says of an issuer that is not there, or tells nothing of itself, which setting to check', async () => {
  const nowhere = verifyForeignTokens(by({ issuer: 'http://127.0.0.1:9' }));
  await expect(nowhere(await token())).rejects.toThrow(/does not answer at .*Check RESIT_OIDC_ISSUER/u);
});

it('believes no document that is about another issuer', async () => {
  const elsewhere = verifyForeignTokens(by({ issuer: `${issuer}/tenant` }));
  await expect(elsewhere(await token())).rejects.toThrow(/RESIT_OIDC_ISSUER/u);
});

describe('roles', () => {
  it.each([
    ['a list', 'roles', {}, { roles: ['officer'] }, ['officer']],
    ['words', 'roles', {}, { roles: 'officer lecturer' }, ['officer', 'lecturer']],
    ['a claim within objects', 'realm_access.roles', {}, { realm_access: { roles: ['officer'] } }, ['officer']],
    ['a claim whose name has dots', 'https://uni.edu/roles', {}, { 'https://uni.edu/roles': ['officer'] }, ['officer']],
    [
      "the issuer's own names",
      'groups',
      { officer: 'cn-integrity', administrator: 'cn-it' },
      { groups: ['cn-it', 'x'] },
      ['administrator'],
    ],
    ['nothing', 'roles', {}, {}, []],
    ['a number', 'roles', {}, { roles: 7 }, []],
  ])('are read from %s', (_what, rolesClaim, roles, payload, expected) => {
    expect(rolesIn(payload, { rolesClaim, roles })).toEqual(expected);
  });
});
