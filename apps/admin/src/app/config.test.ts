import { expect, test } from 'vitest';
import { ConfigUnavailable, parseConfig } from './config.ts';

test('takes an issuer given as a path for one on this origin', () => {
  expect(parseConfig({ issuer: '/oidc' }, 'https://resit.example')).toEqual({
    issuer: 'https://resit.example/oidc',
    clientId: 'resit-admin',
    scope: 'openid profile',
  });
});

test('keeps the resource indicator when there is one', () => {
  const config = parseConfig(
    { issuer: 'https://id.example', clientId: 'a', scope: 'openid', resource: 'urn:api' },
    'https://x.example',
  );
  expect(config).toMatchObject({ clientId: 'a', scope: 'openid', resource: 'urn:api' });
});

test.each([undefined, null, 'text', {}, { issuer: 7 }])('refuses settings without an issuer: %j', (value) => {
  expect(() => parseConfig(value, 'https://x.example')).toThrow(ConfigUnavailable);
});
