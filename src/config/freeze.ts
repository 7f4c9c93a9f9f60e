/** Freezes a value and all that it holds, sets included, and gives it back. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Set) Object.assign(value, { add: refuse, delete: refuse, clear: refuse })
  Object.freeze(value)
  for (const item of Object.values(value)) frozen(item)
  return value
}

function refuse(): never {
  throw new TypeError('the configuration is frozen')
}
