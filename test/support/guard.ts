import type { OrganizationView } from '../../src/desired/view.ts'
import type { Change, FieldChange } from '../../src/model/change.ts'
import type { Context } from '../../src/model/context.ts'
import {
  identityOf,
  type Json,
  type Key,
  KINDS,
  keyOf,
  type Resource,
  type StoredResource,
} from '../../src/model/resource.ts'
import type { State } from '../../src/model/state.ts'
import type { GuardInput } from '../../src/plan/guards/guard.ts'
import { NOW, type OrganizationLiteral, view } from './organization.ts'

/** A change of one organization in short: both sides, what is renamed (`{ 'User/bob': 'bobby' }`), and what is known besides. */
export interface ChangeLiteral {
  readonly before?: OrganizationLiteral
  readonly after?: OrganizationLiteral
  readonly renames?: Readonly<Record<string, string>>
  readonly context?: Partial<Context>
  readonly stored?: Partial<State>
  /** When what is stored was created, by `Kind/name`; long ago where it does not say. */
  readonly created?: Readonly<Record<string, string>>
}

export const LONG_AGO = '2020-01-01T00:00:00.000Z'

/** What a guard is asked for a change from one organization to another one. */
export function guardInput(literal: ChangeLiteral): GuardInput {
  const before = literal.before === undefined ? undefined : view(literal.before)
  const after = literal.after === undefined ? undefined : view(literal.after)
  const organization = after?.name ?? before?.name ?? 'acme'
  const old = resourcesOf(before)
  const resources = new Map([...old].map(([key, one]) => [key, storedAs(one, literal.created)] as const))
  return {
    plan: {
      unit: { type: 'organization', organization },
      phase: 'changes',
      base: 'base',
      revisions: {},
      changes: changesOf(resources, resourcesOf(after), literal.renames ?? {}),
      digest: 'the-plan',
    },
    before,
    after,
    stored: { ...emptyState(), resources, ...literal.stored },
    context: { ...emptyContext(), ...literal.context },
  }
}

/** A store that holds nothing. */
export function emptyState(): State {
  return {
    head: { seq: 0, hash: '' },
    installation: '00000000-0000-0000-0000-000000000000',
    resources: new Map(),
    everUsed: new Set(),
    removals: [],
    holds: new Map(),
    replaced: new Map(),
    approvals: new Map(),
    invalid: new Map(),
    applied: new Map(),
    revisions: {},
    suspensions: new Map(),
    policies: new Map(),
    rotations: new Map(),
    installationName: undefined,
    erased: new Map(),
    erasures: new Set(),
    seals: [],
  }
}

/** A pass at the instant of the views in which nobody approved or intended anything. */
export function emptyContext(): Context {
  return { instant: NOW, sources: ['git'], intents: [], approvals: new Set(), withheld: new Set() }
}

/** A resource as it is stored. */
export function storedAs(resource: Resource, created: Readonly<Record<string, string>> = {}): StoredResource {
  const createdAt = created[`${resource.kind}/${resource.name}`] ?? LONG_AGO
  return { ...resource, uid: `uid of ${keyOf(resource)}`, version: 1, createdAt, updatedAt: createdAt }
}

function resourcesOf(side: OrganizationView | undefined): ReadonlyMap<Key, Resource> {
  if (side === undefined) return new Map()
  const own = KINDS.filter((kind) => kind !== 'Organization').flatMap((kind) => [...side.of(kind)])
  const all = side.organization === undefined ? own : [side.organization, ...own]
  return new Map(all.map((one) => [keyOf(one), one]))
}

function changesOf(
  before: ReadonlyMap<Key, StoredResource>,
  after: ReadonlyMap<Key, Resource>,
  renames: Readonly<Record<string, string>>,
): readonly Change[] {
  const from = new Map<Key, Key>()
  for (const old of before.keys()) {
    const { kind, name } = identityOf(old)
    const now = renames[`${kind}/${name}`]
    if (now === undefined) continue
    const target = [...after.keys()].find((key) => identityOf(key).kind === kind && identityOf(key).name === now)
    if (target !== undefined) from.set(target, old)
  }
  const kept = new Set(from.values())
  const changes = [...after].flatMap(([key, resource]): Change[] => {
    const origin = from.get(key)
    const old = before.get(origin ?? key)
    if (old === undefined) return [{ action: 'create', key, uid: `uid of ${key}`, after: resource }]
    const fields = fieldsOf(old, resource)
    if (origin !== undefined) return [{ action: 'rename', key, from: origin, before: old, after: resource, fields }]
    return fields.length === 0 ? [] : [{ action: 'update', key, before: old, after: resource, fields }]
  })
  const deleted = [...before].filter(([key]) => !after.has(key) && !kept.has(key))
  return [...changes, ...deleted.map(([key, resource]): Change => ({ action: 'delete', key, before: resource }))]
}

function fieldsOf(before: Resource, after: Resource): FieldChange[] {
  const names = [...new Set([...Object.keys(before.spec), ...Object.keys(after.spec)])].sort()
  return names
    .filter((name) => JSON.stringify(before.spec[name]) !== JSON.stringify(after.spec[name]))
    .map((name) => ({
      type: 'value',
      pointer: `/spec/${name}`,
      ...given('before', before.spec[name]),
      ...given('after', after.spec[name]),
    }))
}

function given(name: 'before' | 'after', value: Json | undefined) {
  return value === undefined ? {} : { [name]: value }
}
