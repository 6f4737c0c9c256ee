import { BlockList, isIPv4, isIPv6 } from 'node:net';

export { limitKey } from '@resit/functions/hosting/limit-key';

/** Says who really called: the peer, unless the peer is a trusted proxy that says for whom it calls. */
export interface ClientAddresses {
  /** `forwardedFor` is the value of X-Forwarded-For, if there is one. */
  of(peerAddress: string, forwardedFor: string | undefined): string;
  isTrusted(peerAddress: string): boolean;
}

/** `trusted` holds addresses, networks in CIDR form, or the word loopback. */
export function clientAddresses(trusted: readonly string[]): ClientAddresses {
  const list = new BlockList();
  for (const entry of trusted.flatMap((name) => (name === 'loopback' ? ['127.0.0.0/8', '::1'] : [name]))) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isTrusted = (address: string) =>
    isIPv4(address) ? list.check(address, 'ipv4') : isIPv6(address) && list.check(address, 'ipv6');

  return {
    isTrusted: (peer) => isTrusted(plain(peer)),
    of(peer, forwardedFor) {
      if (forwardedFor === undefined) return plain(peer);
      const hops = [...forwardedFor.split(',').map((hop) => plain(hop.trim())), plain(peer)].filter(isAddress);
      // From the nearest hop outwards: the first that is no proxy of ours is the caller, whatever it claims itself.
      return hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? plain(peer);
    },
  };
}

const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text);

/** IPv4 in IPv6 clothes, as dual-stack sockets show it, and addresses in brackets or with a port. */
const plain = (address: string): string =>
  address
    .replace(/^\[([^\]]+)\](:\d+)?$/u, '$1')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/iu, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/u, '$1');
