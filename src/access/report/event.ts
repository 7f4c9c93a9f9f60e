import { by } from '../../lib/compare.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
import type { StoredResources } from '../../model/state.ts'
import { BUILTIN_GROUPS } from '../builtin.ts'
import type { AccessChange, Impact } from '../impact.ts'
import { questionText } from '../question.ts'
import { SCOPE_KINDS, type Scope } from '../scope.ts'
import type { Sides } from '../touched.ts'
import { type Holding, holdingOf } from './holding.ts'
import { plainName } from './sides.ts'

/**
 * A permission that a user gained or lost at a moment (milliseconds): by an entry of the ledger, with those of its commits that
 * changed what the path rests on, or by a declared window alone. `organization` is its name then; `thing` is the uid of what the
 * permission is on, empty for the organization.
 */
export interface AccessEvent {
  readonly change: 'gained' | 'lost'
  readonly moment: number
  readonly entry: { readonly seq: number; readonly commits: readonly string[] } | undefined
  readonly organization: string
  readonly user: StoredResource
  readonly thing: string
  readonly holding: Holding
}

/** Where and when an impact came to be. */
export interface Happened {
  readonly moment: number
  readonly names: Sides<string>
  readonly resources: Sides<StoredResources>
  readonly seq?: number
  /** The commits by which a path that was gained or lost changed. */
  commitsOf?(change: AccessChange, side: keyof Sides<unknown>): readonly string[]
}

/** What of an impact counts at once, as events: by user, then what the permission is on (the organization first), then permission. */
export function eventsOf(impact: Impact, happened: Happened): readonly AccessEvent[] {
  const gained: AccessEvent[] = []
  const lost: AccessEvent[] = []
  for (const personal of impact) {
    for (const change of personal.lost.filter(isAtOnce)) lost.push(...eventOf('lost', change, happened))
    for (const change of personal.gained.filter(isAtOnce)) gained.push(...eventOf('gained', change, happened))
  }
  // Of one permission that is lost and gained by two people of one name, the loss comes first.
  return [...lost, ...gained].sort(by(({ user, holding }) => `${user.name} ${questionText(holding)}`))
}

function isAtOnce({ window }: AccessChange): boolean {
  return window.from === Number.NEGATIVE_INFINITY
}

function eventOf(change: AccessEvent['change'], one: AccessChange, happened: Happened): readonly AccessEvent[] {
  const side = change === 'lost' ? 'before' : 'after'
  const { moment, seq, names, resources, commitsOf } = happened
  const organization = names[side]
  const user = resources[side].get(keyOf({ kind: 'User', namespace: organization, name: one.path.user }))
  if (user === undefined) return []
  const name = plainName(one.scope.name)
  // There may be millions of events: what they say alike they share.
  const scope = name === one.scope.name ? one.scope : { type: one.scope.type, name }
  const question = { permission: one.permission, scope }
  const entry = seq === undefined ? undefined : { seq, commits: commitsOf?.(one, side) ?? [] }
  const holding = holdingOf({ resources: resources[side] }, organization, question, one.path)
  return [{ change, moment, entry, organization: names.after, user, thing: thingOf(one.scope, happened), holding }]
}

function thingOf({ type, name }: Scope, { names, resources }: Happened): string {
  if (type === 'organization') return ''
  const plain = plainName(name)
  // A built-in group is the same whether somebody declares it or not.
  if (type === 'userGroup' && BUILTIN_GROUPS.includes(plain)) return plain
  const was = resources.before.get(keyOf({ kind: SCOPE_KINDS[type], namespace: names.before, name: plain }))
  const is = resources.after.get(keyOf({ kind: SCOPE_KINDS[type], namespace: names.after, name: plain }))
  return (plain === name ? (is ?? was) : was)?.uid ?? `${type}/${plain}`
}
