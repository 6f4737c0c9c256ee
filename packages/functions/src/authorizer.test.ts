import { incidentIdOf } from '@resit/integrity/incident/incident-id';
import { seededIds } from '@resit/integrity/testing/test-deps';
import { describe, expect, it } from 'vitest';
import { createAuthorizer, type VerifiedToken } from './authorizer.ts';

const tokens: Record<string, VerifiedToken> = {
  olga: { sub: 'olga', name: 'Olga O\'Brien "quoted" back\\slash 李 😀', roles: ['officer', 'lecturer', 'janitor'] },
  janitor: { sub: 'jan', name: 'Jan', roles: ['janitor'] },
  nameless: { sub: 'client-1', name: '', roles: ['officer'] },
};
const authorize = createAuthorizer({ verify: async (token) => tokens[token], ids: seededIds() });
const event = (headers: Record<string, string> | null) => ({
  type: 'REQUEST' as const,
  methodArn: 'arn:aws:execute-api:us-east-1:111111111111:api/api/POST/incident',
  headers,
});

describe('createAuthorizer', () => {
  it('turns a token into flat strings, the name as it is, unknown roles left out', async () => {
    const result = await authorize(event({ Authorization: 'Bearer olga', 'Idempotency-Key': 'form-1' }));
    expect(result).toEqual({
      principalId: 'olga',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:us-east-1:111111111111:api/api/POST/incident',
          },
        ],
      },
      context: {
        sub: 'olga',
        name: 'Olga O\'Brien "quoted" back\\slash 李 😀',
        roles: 'lecturer officer',
        incidentId: incidentIdOf('olga', 'form-1'),
      },
    });
  });

  it('finds headers in whatever case, and the scheme too', async () => {
    const result = await authorize(event({ authorization: 'bearer olga', 'idempotency-KEY': 'form-1' }));
    expect(result.context.incidentId).toBe(incidentIdOf('olga', 'form-1'));
  });

  it('names a report at random without a key', async () => {
    const [first, second] = [
      await authorize(event({ Authorization: 'Bearer olga' })),
      await authorize(event({ Authorization: 'Bearer olga', 'Idempotency-Key': '  ' })),
    ];
    expect(first.context.incidentId).toMatch(/^[0-9a-z]{26}$/);
    expect(second.context.incidentId).not.toBe(first.context.incidentId);
  });

  it.each([
    ['no headers', null],
    ['no token', {}],
    ['an empty header', { Authorization: '' }],
    ['another scheme', { Authorization: 'Basic b2xnYTpvbGdh' }],
    ['an unknown token', { Authorization: 'Bearer nobody' }],
    ['two tokens', { Authorization: 'Bearer olga, Bearer olga' }],
  ])('answers Unauthorized to %s', async (_what, headers) => {
    await expect(authorize(event(headers))).rejects.toThrow(/^Unauthorized$/);
  });

  it('denies somebody without a role', async () => {
    const result = await authorize(event({ Authorization: 'Bearer janitor' }));
    expect(result.policyDocument.Statement[0].Effect).toBe('Deny');
    expect(result.context.roles).toBe('');
  });

  it('calls a client without a name by its id', async () => {
    expect((await authorize(event({ Authorization: 'Bearer nameless' }))).context.name).toBe('client-1');
  });
});
