import type { AccessChange, Impact } from '../access/impact.ts'
import { SCOPE_KINDS } from '../access/scope.ts'
import { instantAt } from '../access/windows.ts'
import { canonical } from '../lib/canonical.ts'
import { by, groupBy } from '../lib/compare.ts'
import type { RecordedAccess, RecordedRight, RecordedRights } from '../model/ledger.ts'
import { type Kind, keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { JudgedPlan } from '../plan/pass.ts'

/**
 * Who gains and loses what by a plan as its entry records it: by uids, users with the same rights together, sorted. Nothing
 * where nobody gains or loses anything.
 */
export function recordedAccess(
  judged: JudgedPlan,
  { gained, lost }: Pick<Impact, 'gained' | 'lost'>,
  stored: State,
): RecordedAccess | undefined {
  if (gained.length + lost.length === 0) return undefined
  const uidOf = uidsOf(judged, stored)
  return { gained: rightsOf(gained, uidOf), lost: rightsOf(lost, uidOf) }
}

type UidOf = (kind: Kind, name: string) => string | undefined

/** Finds uids of the unit's resources, by the names they have after the plan, or had if they are gone. */
function uidsOf({ unit, plan }: JudgedPlan, { resources }: State): UidOf {
  const namespace = unit.unit.type === 'installation' ? '' : unit.unit.organization
  const created = new Map(
    plan.changes.flatMap((change) => (change.action === 'create' ? [[change.key, change.uid]] : [])),
  )
  return (kind, name) => {
    const key = keyOf({ kind, namespace, name })
    return created.get(key) ?? unit.stored.get(key)?.uid ?? resources.get(key)?.uid
  }
}

/** A right, its canonical text, by which rights are sorted, and a number of its own: texts of many rights are long. */
interface Written {
  readonly right: RecordedRight
  readonly text: string
  readonly number: number
}

function rightsOf(changes: readonly AccessChange[], uidOf: UidOf): readonly RecordedRights[] {
  const written = createWriting(uidOf)
  const people = [...groupBy(changes, ({ user }) => user)].flatMap(([user, own]) => {
    const uid = uidOf('User', user)
    return uid === undefined ? [] : [{ uid, rights: own.map(written).sort(by(({ text }) => text)) }]
  })
  return [...groupBy(people, ({ rights }) => rights.map(({ number }) => number).join(' ')).values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return []
      const users = [first, ...others].map(({ uid }) => uid).sort()
      const text = first.rights.map((written) => written.text).join(',')
      return [{ users, rights: first.rights.map(({ right }) => right), text: `[${text}]` }]
    })
    .sort(by(({ text }) => text))
    .map(({ users, rights }) => ({ users, rights }))
}

/** Writes each right once: many users gain the same. */
function createWriting(uidOf: UidOf): (change: AccessChange) => Written {
  const known = new Map<string, Written>()
  return (change) => {
    const { permission, scope, window } = change
    const on = scope.type === 'organization' ? '' : scope.name
    const name = `${permission}\n${scope.type}\n${on}\n${window.from}\n${window.until}`
    const found = known.get(name)
    if (found !== undefined) return found
    const right = rightOf(change, uidOf)
    const made = { right, text: canonical(right), number: known.size }
    known.set(name, made)
    return made
  }
}

function rightOf({ permission, scope, window }: AccessChange, uidOf: UidOf): RecordedRight {
  const kind = scope.type === 'organization' ? undefined : SCOPE_KINDS[scope.type]
  const on = kind === undefined ? undefined : uidOf(kind, scope.name)
  return {
    permission,
    ...(kind === undefined ? {} : { kind }),
    ...(on === undefined ? {} : { on }),
    ...(Number.isFinite(window.from) ? { from: instantAt(window.from) } : {}),
    ...(Number.isFinite(window.until) ? { until: instantAt(window.until) } : {}),
  }
}
