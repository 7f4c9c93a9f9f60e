import { by } from '../../../lib/compare.ts'
import type { Json, JsonObject } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { changed } from '../../paging.ts'
import type { SystemAsked, SystemValue } from '../system.ts'
import { chosenIn } from './choice.ts'
import { pageIn } from './paging.ts'
import type { Scene } from './scene.ts'
import { entityValue } from './within.ts'

/** A sort of entities as GoodData's JSON:API tells them (systems §3.2). */
export interface Entities<T> {
  /** As `type` of each of them has it. */
  readonly type: string
  /** Below `/api/v1/entities`. */
  readonly path: string
  /** The names of the attributes, by which lists are filtered and sorted. */
  readonly attributes: readonly string[]
  readonly relations: Readonly<Record<string, Relation<T>>>
  of(scene: Scene): readonly T[]
  id(item: T, scene: Scene): string
  attributesOf(item: T, scene: Scene): JsonObject
  /** What is told besides where `metaInclude` asks for it, by its name. */
  readonly meta?: Readonly<Record<string, (item: T, scene: Scene) => Json>>
}

/** To what an entity leads: to several, or to one at most. */
export interface Relation<T> {
  readonly isMany: boolean
  /** What `include` may call it besides its own name. */
  readonly alias?: string
  readonly to: () => Entities<never>
  readonly of: (item: T, scene: Scene) => readonly unknown[]
}

/** A sort of entities as it stands in a list of sorts, of whatever its items are. */
export function entitiesOf<T>(entities: Entities<T>): Entities<never> {
  return entities as unknown as Entities<never>
}

/** Whether there is something to which an entity leads. */
export function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}

/** The page of entities that is asked for. */
export function listValue(kind: Entities<never>, asked: SystemAsked, scene: Scene): SystemValue | Trouble {
  const chosen = chosenIn(kind, asked, scene)
  if ('type' in chosen) return chosen
  const at = pageIn(asked)
  if ('type' in at) return at
  const { page, size } = at
  const { items } = chosen
  const shown = items.slice(page * size, (page + 1) * size)
  const total = items.length
  const addressOf = (number: number) => changed(asked.address, { page: String(number), size: String(size) })
  const value = {
    data: shown.map((item) => entityOf(kind, item, { asked, scene })),
    ...includedWith(kind, shown, { asked, scene }),
    links: { self: addressOf(page), ...((page + 1) * size < total ? { next: addressOf(page + 1) } : {}) },
    ...(wants(asked, 'metaInclude', 'page')
      ? { meta: { page: { number: page, size, totalElements: total, totalPages: Math.ceil(total / size) } } }
      : {}),
  }
  return { type: 'value', value, total }
}

/** The entity that an address names by its identifier; else what is not there. */
export function singleValue(kind: Entities<never>, asked: SystemAsked, scene: Scene): SystemValue | Trouble {
  const found = kind.of(scene).find((item) => kind.id(item, scene) === asked.path('id'))
  return found === undefined ? entityValue(undefined) : entityDocument(kind, found, { asked, scene })
}

interface Telling {
  readonly asked: SystemAsked
  readonly scene: Scene
}

/** One entity as a document. */
export function entityDocument(kind: Entities<never>, item: never, telling: Telling): SystemValue {
  const { links, ...data } = entityOf(kind, item, telling)
  return { type: 'value', value: { data, ...includedWith(kind, [item], telling), links } }
}

function entityOf(kind: Entities<never>, item: never, { asked, scene }: Telling) {
  const id = kind.id(item, scene)
  const meta = Object.entries(kind.meta ?? {}).filter(([name]) => wants(asked, 'metaInclude', name))
  const relations = Object.entries(kind.relations).map(([name, relation]) => [
    name,
    { data: linkage(relation, item, scene) },
  ])
  return {
    type: kind.type,
    id,
    ...(meta.length === 0 ? {} : { meta: Object.fromEntries(meta.map(([name, of]) => [name, of(item, scene)])) }),
    attributes: kind.attributesOf(item, scene),
    ...(relations.length === 0 ? {} : { relationships: Object.fromEntries(relations) }),
    links: { self: `${asked.base}/api/v1/entities/${kind.path}/${encodeURIComponent(id)}` },
  }
}

function linkage({ to, of, isMany }: Relation<never>, item: never, scene: Scene): Json {
  const kind = to()
  const links = of(item, scene).map((one) => ({ id: kind.id(one as never, scene), type: kind.type }))
  return isMany ? links : (links[0] ?? null)
}

/** What the entities on a page lead to, each once, where `include` asks for it. */
function includedWith(
  kind: Entities<never>,
  items: readonly never[],
  telling: Telling,
): { readonly included?: readonly object[] } {
  const relations = Object.entries(kind.relations).filter(
    ([name, { alias = name }]) => wants(telling.asked, 'include', name) || wants(telling.asked, 'include', alias),
  )
  if (relations.length === 0) return {}
  const found = new Map<string, object>()
  for (const [, { to, of }] of relations) {
    for (const one of items.flatMap((item) => of(item, telling.scene))) {
      const key = `${to().type} ${to().id(one as never, telling.scene)}`
      if (!found.has(key)) found.set(key, entityOf(to(), one as never, telling))
    }
  }
  return { included: [...found].sort(by(([key]) => key)).map(([, one]) => one) }
}

/** Whether a parameter that lists words, with commas between or several times, has one of them, or all. */
function wants({ query }: SystemAsked, parameter: string, word: string): boolean {
  const words = query.texts(parameter).flatMap((text) => text.split(','))
  return words.includes(word) || words.some((one) => one.toUpperCase() === 'ALL')
}
