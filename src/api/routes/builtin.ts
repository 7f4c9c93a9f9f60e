import { by } from '../../lib/compare.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import { type Listing, NOT_FOUND, type Trouble } from '../endpoint.ts'
import { FLAG } from '../schema.ts'
import { HEAD, headOf, resourceCalled } from './heads.ts'

/** Something that has a name: stored, or built in and declared by nobody. */
export interface Named {
  readonly name: string
  readonly stored: StoredResource | undefined
}

/** The head of what may be built in. */
export const NAMED_HEAD: Readonly<Record<string, JsonObject>> = {
  ...HEAD,
  builtIn: {
    ...FLAG,
    description: 'whether it is there without being declared; it has no uid where nobody declares it',
  },
}

/** What of that head only something that is declared has. */
export const DECLARED_ONLY: readonly string[] = ['uid', 'version', 'createdAt', 'updatedAt']

/** How such things are sorted; what nobody declares comes first by time. */
export const NAMED_ORDERS = {
  name: ({ name }: Named) => name,
  created_at: ({ stored }: Named) => stored?.createdAt ?? '',
  updated_at: ({ stored }: Named) => stored?.updatedAt ?? '',
} as const

/** Resources with what is built in beside them, sorted by name. */
export function withBuiltins(stored: readonly StoredResource[], builtins: readonly string[]): readonly Named[] {
  const declared = new Set(stored.map(({ name }) => name))
  const missing = builtins.filter((name) => !declared.has(name)).map((name): Named => ({ name, stored: undefined }))
  return [...stored.map((one): Named => ({ name: one.name, stored: one })), ...missing].sort(by(({ name }) => name))
}

/** One of those, by the word that a reader calls it, and what is to be answered of it; else what is not there. */
export function withNamed<T>(
  stored: readonly StoredResource[],
  builtins: readonly string[],
  word: string,
  use: (named: Named) => T,
): T | Trouble {
  const found = resourceCalled(stored, word)
  if (found !== undefined) return use({ name: found.name, stored: found })
  return builtins.includes(word) ? use({ name: word, stored: undefined }) : NOT_FOUND
}

/** The head of one of those; `builtins` are all that are built in. */
export function namedHead({ name, stored }: Named, builtins: readonly string[]) {
  const head = stored === undefined ? { id: name, name, labels: {} } : headOf(stored)
  return { ...head, builtIn: builtins.includes(name) }
}

/** A list of those. */
export function namedShown(items: readonly Named[], show: Listing<Named>['show']): Listing<Named> {
  return {
    type: 'list',
    items,
    show,
    name: ({ name }) => name,
    labels: ({ stored }) => stored?.labels ?? {},
    orders: NAMED_ORDERS,
  }
}
