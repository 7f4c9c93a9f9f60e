const NUMBER = /^[0-9]{1,30}$/

/**
 * Whether one resource version is older than another. They are decimal numbers of any length that only grow (Kubernetes says
 * so since 1.35, and has always made them so); of what is none, nobody knows: `false`.
 */
export function isOlder(left: string, right: string): boolean {
  if (!NUMBER.test(left) || !NUMBER.test(right)) return false
  return BigInt(left) < BigInt(right)
}
