import { isIPv4, isIPv6 } from 'node:net';

/**
 * What limits count an address by: an IPv6 caller has a whole /64 to choose addresses from, so all of it is one caller.
 */
export function limitKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*$/u, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  // An IPv4 address at the end stands for two groups.
  const after =
    tail === undefined || tail === ''
      ? []
      : tail.split(':').flatMap((group) => (isIPv4(group) ? [group, '0'] : [group]));
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - after.length }, () => '0');
  const network = [...groups, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
