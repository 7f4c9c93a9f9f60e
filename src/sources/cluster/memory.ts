import { byText } from '../../lib/compare.ts'
import type { JsonObject, Kind } from '../../model/resource.ts'
import type { Everything } from './listing.ts'
import { type Found, identityIn, type ObjectSettings, objectIn, pathOf } from './object.ts'

/** What was listed, by path in order; `lost` are objects whose definition was removed and made again, and which are not back. */
export interface Inventoried {
  readonly resourceVersion: string
  readonly objects: ReadonlyMap<string, Found>
  readonly lost: ReadonlyMap<string, Found>
  readonly definitions: ReadonlyMap<Kind, string>
  readonly terminating: readonly string[]
  /** What the report of the source approves. */
  readonly approval?: string | undefined
  /** How many objects were older than they had been before, and were taken as they had been. */
  readonly stale: number
}

type Settings = Omit<ObjectSettings, 'kind'>

/**
 * Reads what was listed; what has not changed stays the same objects. `undefined` where an object has no identity, or stands
 * twice. An object never goes back to an older generation: then it is what it was (faults K10).
 */
export function inventoried(
  { resourceVersion, objects: listed, terminating, definitions }: Everything,
  before: Inventoried | undefined,
  settings: Settings,
): Inventoried | undefined {
  const objects = new Map<string, Found>()
  let stale = 0
  for (const { kind, items } of listed) {
    for (const item of items) {
      const known = knownAs(item, kind, before)
      const found = isSame(item, known) ? known : objectIn(item, { ...settings, kind })
      if (found === undefined || objects.has(found.path)) return undefined
      const isStale = known !== undefined && known.uid === found.uid && found.generation < known.generation
      if (isStale) stale++
      objects.set(found.path, isStale ? known : keptWhereSame(found, known))
    }
  }
  const lost = lostIn(objects, definitions, before)
  return { resourceVersion, objects: sortedByPath([...objects]), lost, definitions, terminating, stale }
}

/**
 * The same, with organizations as they were before, because somebody is just changing them; the first time there is no before,
 * and everything counts as it is.
 */
export function withBusy(now: Inventoried, before: Inventoried | undefined, busy: ReadonlySet<string>): Inventoried {
  if (before === undefined || busy.size === 0) return now
  const isBusy = ({ organization }: Found): boolean => busy.has(organization)
  const kept = [...before.objects].filter(([, found]) => isBusy(found))
  const others = [...now.objects].filter(([, found]) => !isBusy(found))
  return { ...now, objects: sortedByPath([...kept, ...others]) }
}

function sortedByPath(objects: readonly (readonly [string, Found])[]): ReadonlyMap<string, Found> {
  return new Map([...objects].sort(([left], [right]) => byText(left, right)))
}

function knownAs(item: JsonObject, kind: Kind, before: Inventoried | undefined): Found | undefined {
  const identity = identityIn(item)
  return identity === undefined ? undefined : before?.objects.get(pathOf(kind, identity.namespace, identity.name))
}

function isSame(item: JsonObject, known: Found | undefined): known is Found {
  const identity = identityIn(item)
  return known !== undefined && identity?.uid === known.uid && identity.resourceVersion === known.resourceVersion
}

/** Our own writing of a status changes its version, and nothing that is declared. */
function keptWhereSame(found: Found, known: Found | undefined): Found {
  if (found === known) return found
  const isKnown =
    known !== undefined &&
    known.uid === found.uid &&
    known.generation === found.generation &&
    known.digest === found.digest
  return isKnown ? { ...found, content: known.content } : found
}

function lostIn(
  objects: ReadonlyMap<string, Found>,
  definitions: ReadonlyMap<Kind, string>,
  before: Inventoried | undefined,
): ReadonlyMap<string, Found> {
  if (before === undefined) return new Map()
  const remade = new Set(
    [...definitions].filter(([kind, uid]) => before.definitions.get(kind) !== uid).map(([kind]) => kind),
  )
  const gone = remade.size === 0 ? [] : [...before.objects].filter(([, { kind }]) => remade.has(kind))
  return new Map([...before.lost, ...gone].filter(([path]) => !objects.has(path)))
}
