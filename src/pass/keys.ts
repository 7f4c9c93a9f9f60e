import { count, part, text } from '../access/fields.ts'
import { hasCome, instantOf } from '../lib/instant.ts'
import type { Rotation, RotationCause } from '../model/accesskey.ts'
import { type Key, keyOf, type Resource, type StoredResource } from '../model/resource.ts'
import type { MadeSecret, SecretRef } from '../model/secret.ts'
import type { State, StoredResources } from '../model/state.ts'
import { unitName, unitOf } from '../model/unit.ts'
import type { PassPlan } from '../plan/pass.ts'
import { sinkOf } from '../schemas/secrets.ts'
import { DAY_MS, monthsAfter, termOf } from '../usage/calendar.ts'
import { heldUnits } from './rotated.ts'
import { secretUsesIn } from './secrets.ts'

/** A stored AccessKey whose value is to be made: why, for which generation, as the how manieth, and where it goes. */
export interface DueKey {
  readonly key: StoredResource
  readonly cause: RotationCause
  readonly generation: number
  readonly count: number
  readonly place: SecretRef
}

/** Gives the stored AccessKeys by key; from state to state it looks only at what has changed. */
export function createKeyIndex(): (resources: StoredResources) => ReadonlyMap<Key, StoredResource> {
  let before: StoredResources | undefined
  let known: ReadonlyMap<Key, StoredResource> = new Map()
  return (resources) => {
    if (resources === before) return known
    const changed = before === undefined ? undefined : resources.changedSince?.(before)
    before = resources
    if (changed === undefined) {
      known = new Map([...resources].filter(([, { kind }]) => kind === 'AccessKey'))
    } else if (changed.some((key) => key.startsWith('AccessKey/'))) {
      const next = new Map(known)
      for (const key of changed) {
        const now = resources.get(key)
        if (now === undefined) next.delete(key)
        else if (now.kind === 'AccessKey') next.set(key, now)
      }
      known = next
    }
    return known
  }
}

/**
 * The stored AccessKeys whose value is to be made at an instant (RFC 3339), by key: those that have none, whose generation
 * was raised, or whose value has reached `rotation.maxAge`. A key that has expired, and one whose organization is suspended,
 * waits.
 */
export function dueKeys(keys: ReadonlyMap<Key, StoredResource>, state: State, instant: string): readonly DueKey[] {
  return [...keys.keys()].sort().flatMap((name): readonly DueKey[] => {
    const key = keys.get(name)
    const place = key === undefined ? undefined : sinkOf(key)
    if (key === undefined || place === undefined || isSuspended(key.namespace, state, instant)) return []
    const rotation = state.rotations.get(key.uid)
    const cause = causeOf(key, rotation, instant)
    return cause === undefined
      ? []
      : [{ key, cause, generation: generationOf(key), count: (rotation?.count ?? 0) + 1, place }]
  })
}

/** The values of AccessKeys that are to be made once a pass is applied, unit by unit; nothing of units that it leaves as they are. */
export function madeSecrets(pass: PassPlan, state: State, instant: string): readonly MadeSecret[] {
  const held = heldUnits(pass)
  return secretUsesIn(pass.desired).flatMap(({ purpose, resource, uid, ref }): readonly MadeSecret[] => {
    const unit = unitName(unitOf(resource))
    if (purpose !== 'write' || held.has(unit) || pass.desired.units.get(unit)?.valid !== true) return []
    if (isSuspended(resource.namespace, state, instant)) return []
    const cause = causeOf(resource, uid === undefined ? undefined : state.rotations.get(uid), instant)
    if (cause === undefined) return []
    return [{ type: 'made', key: keyOf(resource), cause, generation: generationOf(resource), place: ref }]
  })
}

/** How often the value of a key was asked to be made anew, from 1 on (model §2 AccessKey). */
function generationOf({ spec }: Resource): number {
  return count(part(spec, 'rotation'), 'generation', 1)
}

function causeOf(key: Resource, rotation: Rotation | undefined, instant: string): RotationCause | undefined {
  const end = text(key.spec, 'expiresAt') ?? 'never'
  if (end !== 'never' && hasCome(end, instant)) return undefined
  if (rotation === undefined) return 'created'
  if (generationOf(key) > rotation.generation) return 'generation'
  const term = termOf(text(part(key.spec, 'rotation'), 'maxAge') ?? '')
  const [made, now] = [instantOf(rotation.at), instantOf(instant)]
  if (term === undefined || made === undefined || now === undefined) return undefined
  return monthsAfter(made, term.months) + term.days * DAY_MS <= now ? 'age' : undefined
}

function isSuspended(organization: string, { suspensions, resources }: State, instant: string): boolean {
  const byOperator = suspensions.get(`organization/${organization}`)
  if (byOperator !== undefined && !hasCome(byOperator.until, instant)) return true
  const stored = resources.get(keyOf({ kind: 'Organization', namespace: '', name: organization }))
  const until = text(part(stored?.spec ?? {}, 'suspended'), 'until')
  return until !== undefined && !hasCome(until, instant)
}
