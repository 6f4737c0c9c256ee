import { expect, it } from 'vitest';
import { clientAddresses, limitKey } from './client-address.ts';

it('takes the peer at its word about nobody when it is not a trusted proxy', () => {
  expect(clientAddresses([]).of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(clientAddresses(['10.0.0.1']).of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
});

it('takes the nearest hop that is no proxy of ours, whatever the caller claims before it', () => {
  const addresses = clientAddresses(['10.0.0.0/8', 'loopback', 'fd00::/8']);
  expect(addresses.of('::ffff:10.0.0.1', '1.2.3.4, 198.51.100.7, 10.2.3.4')).toBe('198.51.100.7');
  expect(addresses.of('127.0.0.1', '198.51.100.7')).toBe('198.51.100.7');
  expect(addresses.of('fd00::1', '2001:db8::5')).toBe('2001:db8::5');
  expect(addresses.of('::1', 'unknown, [2001:db8::5]:443')).toBe('2001:db8::5');
});

it('knows its proxies by address and network', () => {
  const addresses = clientAddresses(['10.0.0.0/8']);
  expect([
    addresses.isTrusted('10.9.9.9'),
    addresses.isTrusted('::ffff:10.0.0.1'),
    addresses.isTrusted('11.0.0.1'),
  ]).toEqual([true, true, false]);
});

it('counts all addresses of an IPv6 network as one caller, and an IPv4 address as itself', () => {
  expect(limitKey('203.0.113.9')).toBe('203.0.113.9');
  const spellings = ['2001:db8::5', '2001:db8:0:0:ffff::1', '2001:0db8::ABCD:0:0:1', '2001:db8::203.0.113.9'];
  expect(spellings.map(limitKey)).toEqual(spellings.map(() => '2001:db8:0:0::/64'));
  expect(limitKey('2001:db8:0:1::5')).toBe('2001:db8:0:1::/64');
  expect(limitKey('::1')).toBe('0:0:0:0::/64');
  expect(limitKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
});
