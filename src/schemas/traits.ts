import type { Json } from '../model/resource.ts'
import type { Reference, Unique } from './definition.ts'
import { type Field, mapValueOf } from './field.ts'

/** A path of property names from a resource down, `*` for every item of a list or value of a map. */
export type Path = readonly string[]

/** What the annotations of a kind's spec say, gathered into lists of paths, in the order of the schema. */
export interface Traits {
  readonly references: readonly Reference[]
  readonly uniques: readonly Unique[]
  readonly sets: readonly Path[]
  readonly keyed: readonly { readonly path: Path; readonly key: string }[]
  readonly secretRefs: readonly Path[]
}

/** The traits of a schema node that stands at `path`. */
export function traitsOf(field: Field, path: Path): Traits {
  const below = Object.entries(childrenOf(field)).map(([name, child]) => traitsOf(child, [...path, name]))
  const own = ownTraits(field, path)
  const all = [own, ...below]
  return {
    references: all.flatMap(({ references }) => references),
    uniques: all.flatMap(({ uniques }) => uniques),
    sets: all.flatMap(({ sets }) => sets),
    keyed: all.flatMap(({ keyed }) => keyed),
    secretRefs: all.flatMap(({ secretRefs }) => secretRefs),
  }
}

function childrenOf(field: Field): Readonly<Record<string, Field>> {
  const values = mapValueOf(field)
  return {
    ...field.properties,
    ...(values !== undefined && { '*': values }),
    ...(field.items !== undefined && { '*': field.items }),
  }
}

function ownTraits(field: Field, path: Path): Traits {
  const { 'x-ref': kind, 'x-unique': within, 'x-key': key } = field
  return {
    references: kind === undefined ? [] : [{ path, kind, weak: field['x-ref-weak'] === true }],
    uniques: within === undefined ? [] : [uniqueOf(field, path, within)],
    sets: field['x-set'] === true ? [path] : [],
    keyed: key === undefined ? [] : [{ path, key }],
    secretRefs: field['x-secret-ref'] === true ? [path] : [],
  }
}

function uniqueOf(field: Field, path: Path, within: Unique['within']): Unique {
  const list = field.type === 'array'
  const folded = (list ? field.items?.['x-fold'] : field['x-fold']) === true
  const unique = { path: list ? [...path, '*'] : path, within, folded }
  return field['x-default-name'] === true ? { ...unique, orName: true } : unique
}

/** A value of a resource and the pointer at which it stands. */
export interface Found {
  readonly pointer: string
  readonly value: Json
}

/** All values at a path below a value, in their order there; the first `from` segments lead to the value itself. */
export function valuesAt(start: Found, path: Path, from: number): Found[] {
  const found: Found[] = []
  gather(start, path, from, found)
  return found
}

function gather(at: Found, path: Path, from: number, found: Found[]): void {
  const segment = path[from]
  const { value, pointer } = at
  if (segment === undefined) found.push(at)
  else if (typeof value === 'object' && value !== null) {
    const names = segment === '*' ? Object.keys(value) : Object.hasOwn(value, segment) ? [segment] : []
    for (const name of names) {
      const below = (value as Record<string, Json>)[name] ?? null
      gather({ value: below, pointer: `${pointer}/${escaped(name)}` }, path, from + 1, found)
    }
  }
}

function escaped(segment: string): string {
  if (!segment.includes('~') && !segment.includes('/')) return segment
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}
