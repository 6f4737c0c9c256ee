import { expect, it } from 'vitest';
import { sign } from './sigv4.ts';

// From AWS's signature test suite, "get-vanilla" and "post-vanilla-query".
const scope = { region: 'us-east-1', service: 'service', nowMs: Date.UTC(2015, 7, 30, 12, 36, 0) };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

it('signs a plain request as the published example has it', () => {
  const url = new URL('https://example.amazonaws.com/');
  const { authorization } = sign({ method: 'GET', url, headers: {}, body: '' }, scope, credentials);
  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
      'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
});

it('signs a query as the published example has it', () => {
  const url = new URL('https://example.amazonaws.com/?Param1=value1');
  const { authorization } = sign({ method: 'POST', url, headers: {}, body: '' }, scope, credentials);
  expect(authorization).toContain('Signature=28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11');
});
