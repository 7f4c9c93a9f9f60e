import { text } from '../access/fields.ts'
import { impactOf, type Naming } from '../access/impact.ts'
import {
  type AccessIndex,
  accessIndexAfter,
  accessIndexOf,
  organizationIndex,
  type Replacement,
  withReplaced,
} from '../access/indexed.ts'
import { type MarkedImpact, marked } from '../access/marks.ts'
import { usersTouched } from '../access/touched.ts'
import { momentOf } from '../access/windows.ts'
import type { DesiredUnit } from '../desired/state.ts'
import { folded } from '../lib/text.ts'
import type { Hold } from '../model/hold.ts'
import type { Plan } from '../model/plan.ts'
import { identityOf, type Key, type Kind, keyOf } from '../model/resource.ts'
import type { State, StoredResources } from '../model/state.ts'

/** A plan of which the impact is asked: whether it is held decides what the plans after it start from. */
export interface Judged {
  readonly unit: DesiredUnit
  readonly plan: Plan
  readonly holds: readonly Hold[]
}

/** What access to what a state gives, kept from pass to pass so that only what changed is looked at. */
export interface AccessMemo {
  known: { readonly resources: StoredResources; readonly index: AccessIndex } | undefined
}

/** What says anything about who may do what. */
const ACCESS_KINDS: readonly Kind[] = ['User', 'UserGroup', 'Permission', 'AccessRole', 'Workspace', 'Revocation']

/**
 * Who would gain and lose what by each plan, from `instant` on, after the plans before it that are not held. Plans that say
 * nothing about access have none.
 */
export function impactsOf<P extends Judged>(
  plans: readonly P[],
  stored: State,
  instant: string,
  memo?: AccessMemo,
): ReadonlyMap<P, MarkedImpact> {
  const found = new Map<P, MarkedImpact>()
  const concerned = plans.filter(saysAccess)
  if (concerned.length === 0) return found
  let index = memo === undefined ? indexFor(concerned, stored) : rememberedIndex(memo, stored)
  const moment = momentOf(instant)
  for (const judged of concerned) {
    const replacements = replacementsOf(judged)
    const after = withReplaced(index, replacements)
    found.set(judged, impactIn({ index, after, moment }, replacements, judged))
    if (judged.holds.length === 0) index = after
  }
  return found
}

function saysAccess({ unit, plan }: Judged): boolean {
  if (unit.unit.type === 'installation') return false
  return plan.changes.some(({ action, key }) => {
    const { kind } = identityOf(key)
    // With a renamed organization everything in it moves.
    return ACCESS_KINDS.includes(kind) || (kind === 'Organization' && action === 'rename')
  })
}

/** The index of the organizations that the plans are about, by the names they have and had. */
function indexFor(plans: readonly Judged[], { resources }: State): AccessIndex {
  const names = new Set(plans.flatMap((judged) => Object.values(namesOf(judged))))
  return accessIndexOf([...resources.values()].filter(({ namespace }) => names.has(namespace)))
}

function rememberedIndex(memo: AccessMemo, { resources }: State): AccessIndex {
  const { known } = memo
  const index =
    known === undefined ? accessIndexOf(resources.values()) : accessIndexAfter(known.index, known.resources, resources)
  memo.known = { resources, index }
  return index
}

interface Around {
  readonly index: AccessIndex
  readonly after: AccessIndex
  readonly moment: number
}

function impactIn({ index, after, moment }: Around, replacements: readonly Replacement[], judged: Judged) {
  const names = namesOf(judged)
  const sides = { before: organizationIndex(index, names.before), after: organizationIndex(after, names.after) }
  const formerly = formerNamesOf(judged.unit)
  const naming: Naming = (kind, name) => formerly.successors.get(`${kind}/${name}`) ?? name
  const isMoved = names.before !== names.after
  const users = isMoved
    ? { before: sides.before.users.keys(), after: sides.after.users.keys() }
    : usersTouched(sides, replacements)
  const impact = impactOf({ ...sides, moment: { before: moment, after: moment }, users, naming })
  const formerName = (user: string): string => formerly.names.get(`User/${user}`) ?? user
  return marked(impact, { ...sides, moment, formerName, returning: returningUsers(replacements) })
}

/** What an organization is called before and after a plan. */
function namesOf({ unit }: Judged): { readonly before: string; readonly after: string } {
  const name = unit.unit.type === 'installation' ? '' : unit.unit.organization
  const from = unit.renames.get(keyOf({ kind: 'Organization', namespace: '', name }))
  return { before: from === undefined ? name : identityOf(from).name, after: name }
}

/** Each resource that the plan changes, once: as it is stored, and as it should stand. */
function replacementsOf({ unit, plan }: Judged): readonly Replacement[] {
  const isMoved = plan.changes.some(({ action, key }) => action === 'rename' && identityOf(key).kind === 'Organization')
  const keys = new Set<Key>(
    isMoved ? [...unit.stored.keys(), ...unit.resources.keys()] : plan.changes.map(({ key }) => key),
  )
  return [...keys].map((key) => ({ before: unit.stored.get(key), after: unit.resources.get(key) }))
}

/** By `User/ada`: the names that resources get, and those they had. */
function formerNamesOf({ renames }: DesiredUnit) {
  const successors = new Map<string, string>()
  const names = new Map<string, string>()
  for (const [key, from] of renames) {
    const [now, old] = [identityOf(key), identityOf(from)]
    successors.set(`${old.kind}/${old.name}`, now.name)
    names.set(`${now.kind}/${now.name}`, old.name)
  }
  return { successors, names }
}

/** Users who are removed, and those who come with the e-mail address of one of them. */
function returningUsers(replacements: readonly Replacement[]): ReadonlySet<string> {
  const isUser = (one: Replacement): boolean => (one.after ?? one.before)?.kind === 'User'
  const people = replacements.filter(isUser)
  const gone = people.flatMap(({ before, after }) => (before !== undefined && after === undefined ? [before] : []))
  const come = people.flatMap(({ before, after }) => (before === undefined && after !== undefined ? [after] : []))
  const addressOf = ({ spec }: (typeof gone)[number]): string => folded(text(spec, 'email') ?? '')
  const [left, arrived] = [new Set(gone.map(addressOf)), new Set(come.map(addressOf))]
  return new Set([
    ...gone.filter((user) => arrived.has(addressOf(user))).map(({ name }) => name),
    ...come.filter((user) => left.has(addressOf(user))).map(({ name }) => name),
  ])
}
