/**
 * Canonical JSON: property names in UTF-16 order, no white space, `undefined` properties left out. Two values that are
 * equal as JSON give the same text. Throws `TypeError` on what JSON cannot hold (NaN, infinities, functions).
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonical JSON holds no NaN and no infinity')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`canonical JSON holds no ${typeof value}`)
  const parts: string[] = []
  for (const name of Object.keys(value).sort()) {
    const property = (value as Record<string, unknown>)[name]
    if (property !== undefined) parts.push(`${JSON.stringify(name)}:${canonical(property)}`)
  }
  return `{${parts.join(',')}}`
}
