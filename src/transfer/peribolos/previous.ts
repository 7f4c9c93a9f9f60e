import type { Entry } from '../reading/field.ts'
import type { Named } from './fact.ts'

/** Earlier names in the order of the file, without one that differs from today's only in what Charter's names leave out. */
export function previousNames(
  entries: readonly Entry[],
  name: string,
  nameOf: (text: string) => string,
): readonly Named[] {
  return entries
    .map(({ text, spot }) => ({ name: nameOf(text), original: text, spot }))
    .filter((previous) => previous.name !== name)
}

/** The first name that something ever had, as far as its file tells (Peribolos lists the oldest first). */
export function firstName(named: Named & { readonly previously: readonly Named[] }): string {
  return named.previously[0]?.name ?? named.name
}
