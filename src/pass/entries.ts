import type { MarkedImpact } from '../access/marks.ts'
import { secretsIn } from '../desired/laws/secrets.ts'
import type { DesiredUnit } from '../desired/state.ts'
import { canonical } from '../lib/canonical.ts'
import { byText, groupBy } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import type { Change } from '../model/change.ts'
import type { History } from '../model/commit.ts'
import type { Hold } from '../model/hold.ts'
import type { Actor, NewEntry } from '../model/ledger.ts'
import { type Json, type JsonObject, KINDS, keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Unit, unitName } from '../model/unit.ts'
import { isOver } from '../plan/approvals.ts'
import { removalsOf } from '../plan/guards/removals.ts'
import { isAmong } from '../plan/history/authors.ts'
import type { JudgedPlan, PassPlan } from '../plan/pass.ts'
import { type Maker, recordedOf } from '../store/record.ts'
import { coveredLength } from '../store/text.ts'
import { recordedAccess } from './access.ts'

/** What every entry of one pass shares: when, by whom, against which state; `approving` are approvals that are new in it, by digest. */
export interface Recording {
  readonly time: string
  readonly actor: Actor
  readonly stored: State
  readonly approving: ReadonlyMap<string, Actor>
  readonly histories: readonly History[]
  /** The most characters that an entry may have of what its hash covers. */
  readonly mostLength: number
  /** Who made a change: the commit behind it, or the object in a cluster. */
  readonly makerOf: (change: Change) => Maker
}

/** The approvals that a pass rests on and the ledger does not know yet, as entries: first those of sources, then those of plans. */
export function approvedEntries(pass: PassPlan, recording: Recording): readonly NewEntry[] {
  const { time, stored, approving } = recording
  const isNew = (digest: string, approver?: Actor): boolean => {
    const known = stored.approvals.get(digest)
    return (
      (approver !== undefined || approving.has(digest)) && (known === undefined || known.isUsed || isOver(known, time))
    )
  }
  const actorOf = (digest: string): Actor => approving.get(digest) ?? recording.actor
  const sources = pass.admitted
    .filter(({ digest }) => isNew(digest))
    .map((hold): NewEntry => ({ ...sourceEntry(hold, time), type: 'approved', actor: actorOf(hold.digest) }))
  const plans = pass.plans
    .filter(({ plan, lifted, approver }) => lifted.length > 0 && isNew(plan.digest, approver))
    .map(
      ({ plan, lifted, approver }): NewEntry => ({
        ...planEntry(plan, time),
        type: 'approved',
        actor: approver ?? actorOf(plan.digest),
        evidence: { codes: codesOf(lifted), ...phaseOf(plan) },
      }),
    )
  return [...sources, ...plans]
}

/**
 * The entry by which a plan is applied, with who gains and loses what by it. Where its source verifies signatures, it says what those of the commits behind it have
 * proved; who made and signed them stands in the bodies, and nowhere in the chain. An approval that it needed is named with its approver, and is used up by it. It says
 * `selfApproved` where the approver is among those who made the change (model §4). `undefined` where it would be too long.
 */
export function appliedEntry(
  judged: JudgedPlan,
  impact: MarkedImpact | undefined,
  recording: Recording,
): NewEntry | undefined {
  const { unit, plan, isMeant, lifted } = judged
  const changes = plan.changes.map((change) => recordedOf(change, recording.makerOf(change)))
  const most = recording.mostLength - coveredLength(changes)
  if (most < 0) return undefined
  const access = impact === undefined ? undefined : recordedAccess(judged, impact, { stored: recording.stored, most })
  if (access === 'long') return undefined
  return {
    ...planEntry(plan, recording.time),
    type: 'applied',
    actor: recording.actor,
    changes,
    ...(access === undefined ? {} : { access }),
    evidence: {
      removals: { ...removalsOf(plan, unit.view) },
      ...phaseOf(plan),
      ...(isMeant ? { intent: true } : {}),
      ...signaturesOf(plan, recording.histories),
      ...(lifted.length > 0 ? { approval: approvalOf(judged, recording) } : {}),
    },
  }
}

const MOST_SIGNATURES = 20

/** What the signatures of the commits behind a plan proved, by the first twenty of their hashes. */
function signaturesOf({ changes }: Described, histories: readonly History[]): JsonObject {
  const behind = new Set(changes.flatMap(({ commit }) => commit ?? []))
  const found = histories
    .flatMap(({ commits }) => commits)
    .flatMap(({ hash, signer }): [string, string][] =>
      signer === undefined || !behind.has(hash) ? [] : [[hash, signer.type]],
    )
    .sort(([left], [right]) => byText(left, right))
  return found.length === 0 ? {} : { signatures: Object.fromEntries(found.slice(0, MOST_SIGNATURES)) }
}

function approvalOf({ plan, makers, approver }: JudgedPlan, recording: Recording): JsonObject {
  const { approving, stored, time, actor, histories } = recording
  const { digest } = plan
  const known = stored.approvals.get(digest)
  const isKnown = known !== undefined && !known.isUsed && !isOver(known, time)
  const by = (isKnown ? known.actor : (approver ?? approving.get(digest))) ?? actor
  const own = isAmong(makers, by, histories) ? { selfApproved: true } : {}
  return { digest, actor: { ...by }, time: isKnown ? known.time : time, ...own }
}

/**
 * What is held, once for each digest (design §4): nothing for a hold that stands in the ledger already, unless its 24
 * hours are over; then it is recorded anew, so that it can be approved again. Evidence holds codes, numbers and uids.
 */
export function heldEntries(pass: PassPlan, { time, actor, stored }: Recording): readonly NewEntry[] {
  const isNew = ({ digest }: { readonly digest: string }): boolean => {
    const standing = stored.holds.get(digest)
    return standing === undefined || isOver(standing, time)
  }
  const sources = pass.sourceHolds.filter(isNew).map((hold): NewEntry => ({ ...sourceEntry(hold, time), actor }))
  const plans = pass.plans
    .filter(({ plan, holds }) => holds.length > 0 && isNew(plan))
    .map(
      ({ plan, holds }): NewEntry => ({
        ...planEntry(plan, time),
        type: 'held',
        actor,
        evidence: { codes: codesOf(holds), ...phaseOf(plan), numbers: numbersOf(holds), removed: uidsOf(plan) },
      }),
    )
  return [...sources, ...plans]
}

/** Which units are invalid, once for each digest of their problems and declarations; evidence holds codes and counts. */
export function invalidEntries({ desired }: PassPlan, { time, actor, stored }: Recording): readonly NewEntry[] {
  return [...desired.units.values()].flatMap((unit): NewEntry[] => {
    if (unit.valid) return []
    const digest = problemsDigest(unit)
    if (stored.invalid.get(unitName(unit.unit))?.digest === digest) return []
    const errors = unit.problems.filter(({ severity }) => severity === 'error')
    const counts = [...groupBy(errors, ({ code }) => code)].sort(([left], [right]) => byText(left, right))
    const problems = Object.fromEntries(counts.map(([code, { length }]) => [code, length]))
    const about = { unit: unit.unit, ...organizationOf(unit.unit), revisions: desired.revisions }
    return [{ time, type: 'invalid', ...about, actor, changes: [], evidence: { digest, problems } }]
  })
}

/**
 * Places and words are left out: a file that only moves has the same problems as before. Of what holds a secret only the name
 * counts: from a digest in the ledger, a short password could be tried out (faults T23).
 */
function problemsDigest({ problems, view }: DesiredUnit): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const declared = KINDS.flatMap((kind) =>
    view.after.of(kind).map((resource) => (secretsIn(resource).length > 0 ? keyOf(resource) : resource.digest)),
  )
  return sha256(
    canonical({ problems: errors.map(({ code, pointer }) => `${code} ${pointer}`).sort(), declared: declared.sort() }),
  )
}

type Described = JudgedPlan['plan']

function planEntry({ unit, revisions, digest }: Described, time: string): NewEntry {
  return { time, type: 'held', unit, ...organizationOf(unit), revisions, plan: digest, changes: [] }
}

function sourceEntry({ digest, code, scope, evidence }: Hold, time: string): NewEntry {
  const source = scope.type === 'source' ? scope.source : ''
  const revision = typeof evidence.revision === 'string' ? evidence.revision : ''
  return {
    time,
    type: 'held',
    revisions: { [source]: revision },
    plan: digest,
    changes: [],
    evidence: { codes: [code], source, revision, numbers: numbersIn(evidence) ?? {} },
  }
}

function organizationOf(unit: Unit): { readonly organization?: string } {
  return unit.type === 'installation' ? {} : { organization: unit.organization }
}

function phaseOf({ phase }: Described): JsonObject {
  return phase === 'removals' ? { phase } : {}
}

function codesOf(holds: readonly Hold[]): readonly string[] {
  return [...new Set(holds.map(({ code }) => code))]
}

const MOST_UIDS = 20

function uidsOf({ changes }: Described): readonly string[] {
  return changes.flatMap((change) => (change.action === 'delete' ? [change.before.uid] : [])).slice(0, MOST_UIDS)
}

function numbersOf(holds: readonly Hold[]): JsonObject {
  return Object.fromEntries(holds.map(({ code, evidence }) => [code, numbersIn(evidence) ?? {}]))
}

/** The numbers of evidence; names and texts stay out of what is chained for ever (design §4). */
function numbersIn(evidence: JsonObject): JsonObject | undefined {
  const numbers = Object.entries(evidence).flatMap(([name, value]): [string, Json][] => {
    if (typeof value === 'number') return [[name, value]]
    const inner = isObject(value) ? numbersIn(value) : undefined
    return inner === undefined ? [] : [[name, inner]]
  })
  return numbers.length === 0 ? undefined : Object.fromEntries(numbers)
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
