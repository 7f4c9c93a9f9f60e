import { BlockList, isIP } from 'node:net'

const NETWORKS = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16',
  '198.18.0.0/15 224.0.0.0/3 ::/127 64:ff9b:1::/48 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
]
const blocked = new BlockList()
for (const network of NETWORKS.flatMap((line) => line.split(' '))) {
  const [address = '', bits = ''] = network.split('/')
  blocked.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Whether an IP address (without brackets) belongs to this machine or a network of its own, such as that of a cloud's
 * metadata; what is no address counts as one. IPv4 addresses that are written as IPv6 are what they stand for.
 */
export function isPrivate(address: string): boolean {
  const family = isIP(address)
  return family === 0 || blocked.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
