import { entries, flag, isObject, text } from '../../access/fields.ts'
import { by } from '../../lib/compare.ts'
import { once } from '../../lib/once.ts'
import type { Json, JsonObject, StoredResource } from '../../model/resource.ts'
import { complete } from '../../schemas/complete.ts'
import { isSecret } from './sight.ts'

/** A setting with the resource that declares it. */
export interface Setting {
  readonly key: string
  readonly declared: JsonObject
  readonly from: StoredResource
}

/** What a setting comes to: a value, or a secret, of which only where it stands is known; `isThere` that there is either. */
export interface Resolved {
  readonly value?: Json
  readonly secretRef?: Json
  readonly isSecret: boolean
  readonly isThere: boolean
}

/** The settings that a resource declares itself, by key. */
export function settingsOf(resource: StoredResource): readonly Setting[] {
  return entries(resource.spec, 'settings')
    .flatMap(({ item }) => {
      const key = text(item, 'key')
      return key === undefined ? [] : [{ key, declared: item, from: resource }]
    })
    .sort(by(({ key }) => key))
}

/** The settings that count for the last of some resources, each above the next: the nearest wins unless `final` stops it (model §2); by key. */
export function settingsAlong(levels: readonly StoredResource[]): readonly Setting[] {
  const found = new Map<string, Setting>()
  for (const setting of levels.flatMap(settingsOf)) {
    const above = found.get(setting.key)
    if (above === undefined || !flag(above.declared, 'final')) found.set(setting.key, setting)
  }
  return [...found.values()].sort(by(({ key }) => key))
}

const NOTHING: Resolved = { isSecret: false, isThere: false }

/**
 * Makes what resolves settings of an organization: links lead to its own settings, else to their default, and properties
 * into its own spec, defaults filled in, or its status, which is only worked out where a setting wants it.
 */
export function settingResolver(
  organization: StoredResource,
  statusOf: () => object,
): (declared: JsonObject) => Resolved {
  const own = once(() => new Map(settingsOf(organization).map(({ key, declared }) => [key, declared])))
  const roots: Readonly<Record<string, () => Json>> = {
    spec: once(() => complete(organization)),
    status: once(() => statusOf() as JsonObject),
  }
  const resolve = (declared: JsonObject, seen: ReadonlySet<string>): Resolved => {
    if (isSecret(declared)) {
      const { secretRef } = declared
      return secretRef === undefined
        ? { isSecret: true, isThere: declared.value !== undefined }
        : { secretRef, isSecret: true, isThere: true }
    }
    const link = text(declared, 'link')
    if (link !== undefined) {
      const target = own().get(link)
      if (target === undefined) return valued(declared.default)
      // A circle of links is refused (`Cycle`), and does not hang what was stored before it was.
      return seen.has(link) ? NOTHING : resolve(target, new Set([...seen, link]))
    }
    const property = text(declared, 'property')
    return valued(property === undefined ? declared.value : valueAt(property, roots))
  }
  return (declared) => resolve(declared, new Set())
}

function valued(value: Json | undefined): Resolved {
  return value === undefined ? NOTHING : { value, isSecret: false, isThere: true }
}

/** What stands at a path (`spec.contact.email`); nothing in the settings themselves, which may be secret. */
function valueAt(path: string, roots: Readonly<Record<string, () => Json>>): Json | undefined {
  const [root = '', ...names] = path.split('.')
  if (names[0] === 'settings') return undefined
  let value: Json | undefined = Object.hasOwn(roots, root) ? roots[root]?.() : undefined
  for (const name of names) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return value
}
