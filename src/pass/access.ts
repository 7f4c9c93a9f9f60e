import type { AccessChange, Impact } from '../access/impact.ts'
import { SCOPE_KINDS } from '../access/scope.ts'
import { instantAt } from '../access/windows.ts'
import { canonical } from '../lib/canonical.ts'
import { by, byText } from '../lib/compare.ts'
import type { RecordedAccess, RecordedRight, RecordedRights } from '../model/ledger.ts'
import { type Kind, keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { JudgedPlan } from '../plan/pass.ts'

/**
 * Who gains and loses what by a plan as its entry records it: by uids, users with the same rights together, sorted. Nothing
 * where nobody gains or loses anything. The impact is walked through once, and not to its end where its JSON would have more
 * characters than `most`: then it is `long`.
 */
export function recordedAccess(
  judged: JudgedPlan,
  impact: Impact,
  { stored, most }: { readonly stored: State; readonly most: number },
): RecordedAccess | 'long' | undefined {
  const uidOf = uidsOf(judged, stored)
  const [gained, lost] = [createRecord(uidOf), createRecord(uidOf)]
  for (const personal of impact) {
    gained.add(personal.user, personal.gained)
    lost.add(personal.user, personal.lost)
    if (gained.length() + lost.length() > most) return 'long'
  }
  if (gained.isEmpty() && lost.isEmpty()) return undefined
  return { gained: gained.rights(), lost: lost.rights() }
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

/** The length of what stands around a text in a list, and around the lists of what several have alike. */
const QUOTED = '"",'.length
const AROUND = '{"rights":[],"users":[]},'.length

/** Takes what people gained, or what they lost, and gives it by what several did alike. */
function createRecord(uidOf: UidOf) {
  const written = createWriting(uidOf)
  const alike = new Map<string, { readonly rights: readonly Written[]; readonly users: string[] }>()
  let isEmpty = true
  let length = 0
  return {
    isEmpty: () => isEmpty,
    /** The characters of its JSON, counted while it grows: what is too long cannot be written to be measured. */
    length: () => length,
    add(user: string, changes: readonly AccessChange[]): void {
      if (changes.length === 0) return
      isEmpty = false
      const uid = uidOf('User', user)
      if (uid === undefined) return
      const rights = changes.map(written).sort(by(({ text }) => text))
      const name = rights.map(({ number }) => number).join(' ')
      const known = alike.get(name)
      length += uid.length + QUOTED
      if (known !== undefined) known.users.push(uid)
      else {
        alike.set(name, { rights, users: [uid] })
        length += rights.reduce((sum, { text }) => sum + text.length + 1, AROUND)
      }
    },
    rights: (): readonly RecordedRights[] =>
      [...alike.values()]
        .sort((left, right) => byRights(left.rights, right.rights))
        .map(({ rights, users }) => ({ users: users.sort(), rights: rights.map(({ right }) => right) })),
  }
}

/** As the canonical texts of both lists compare, which are too long to be written for everybody: a list that goes on comes first. */
function byRights(left: readonly Written[], right: readonly Written[]): number {
  for (const [index, one] of left.entries()) {
    const other = right[index]
    if (other === undefined) return -1
    const order = one.number === other.number ? 0 : byText(one.text, other.text)
    if (order !== 0) return order
  }
  return left.length < right.length ? 1 : 0
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
