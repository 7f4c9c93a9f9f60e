import { isIPv6 } from 'node:net'

/**
 * The client that an address stands for: an IPv4 address also where it is written as IPv6, and of IPv6 the /64 that one
 * client has to itself.
 */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const parts = head === '' ? [] : head.split(':')
  const zeros = tail === undefined ? 0 : 8 - parts.length - (tail === '' ? 0 : tail.split(':').length)
  const whole = [...parts, ...Array.from({ length: zeros }, () => '0'), ...(tail ?? '').split(':')]
  return `${whole.slice(0, 4).join(':')}::/64`
}
