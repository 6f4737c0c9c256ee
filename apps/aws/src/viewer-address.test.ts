import { expect, it } from 'vitest';
import { EDGE_HEADER, viewerAddress } from './viewer-address.ts';

const request = (headers: Record<string, string>, sourceIp = '198.51.100.1') => ({
  headers,
  requestContext: { identity: { sourceIp } },
});

it('counts the viewer that CloudFront saw, whatever the viewer claims before it', () => {
  const headers = { [EDGE_HEADER]: 'secret', 'X-Forwarded-For': '10.0.0.1, 203.0.113.9, 198.51.100.1' };
  expect(viewerAddress(request(headers), 'secret')).toBe('203.0.113.9');
});

it('counts by the network an address of IPv6', () => {
  const headers = { 'X-Resit-Edge': 'secret', 'x-forwarded-for': '2001:db8::5, 198.51.100.1' };
  expect(viewerAddress(request(headers), 'secret')).toBe('2001:db8:0:0::/64');
});

it.each([{}, { [EDGE_HEADER]: '' }, { [EDGE_HEADER]: 'secreT' }, { [EDGE_HEADER]: 'secret2' }])(
  'believes API Gateway alone about a request that went round the distribution: %o',
  (headers) => {
    const claimed = { ...headers, 'X-Forwarded-For': '203.0.113.9, 10.0.0.1' };
    expect(viewerAddress(request(claimed), 'secret')).toBe('198.51.100.1');
  },
);

it('takes nothing for the secret of a distribution that has none', () => {
  expect(viewerAddress(request({ [EDGE_HEADER]: '', 'x-forwarded-for': '1.1.1.1, 2.2.2.2' }), '')).toBe('198.51.100.1');
});
