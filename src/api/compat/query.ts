import type { Query } from '../parameter.ts'

/**
 * The query of a URL as Django reads it, on which Waldur and UbiOps are built: nobody minds parameters that are unknown, of
 * one that stands several times the last counts, and an empty one is none. Endpoints check what they use.
 */
export function lenientQuery(url: string): Query {
  const start = url.indexOf('?')
  const given = new URLSearchParams(start < 0 ? '' : url.slice(start + 1))
  const texts = (name: string): readonly string[] => given.getAll(name).filter((one) => one.trim() !== '')
  const text = (name: string): string | undefined => texts(name).at(-1)?.trim()
  return {
    text,
    texts,
    number(name) {
      const value = text(name)
      return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined
    },
    flag(name) {
      const value = text(name)?.toLowerCase()
      return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined
    },
    has: (name) => text(name) !== undefined,
  }
}
