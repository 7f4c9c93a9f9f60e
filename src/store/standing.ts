import type { Rotation } from '../model/accesskey.ts'
import { HOLD_CODES, type HoldCode } from '../model/hold.ts'
import type { Entry } from '../model/ledger.ts'
import type { FiredPolicy } from '../model/policy.ts'
import type { Json } from '../model/resource.ts'
import type {
  Approval,
  HeldScope,
  Revisions,
  StandingHold,
  StandingProblems,
  State,
  Suspension,
} from '../model/state.ts'
import { type Unit, type UnitName, unitName } from '../model/unit.ts'
import { MapDraft } from './draft.ts'
import { foldPolicies } from './policies.ts'
import { foldRotations } from './rotations.ts'

/** What the ledger tells besides resources: holds, approvals, problems, and the revisions that are in force. */
export type Standing = Pick<
  State,
  | 'holds'
  | 'replaced'
  | 'approvals'
  | 'invalid'
  | 'applied'
  | 'revisions'
  | 'suspensions'
  | 'policies'
  | 'rotations'
  | 'installationName'
>

/** What stands before the first entry. */
export const NOTHING_STANDS: Standing = {
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
}

/**
 * Begins a fold of holds and approvals (model §4): a `held` entry stands until another one of the same scope is recorded,
 * a plan of that unit, or anything of that source, is applied, or a `superseded` entry tells that nothing needs it any more. An approval is used up by the plan that it names; that
 * of a source serves the revision it names until another one is applied. The given state stays as it is.
 */
export function createStanding(from: Standing): { add(entry: Entry): void; state(): Standing } {
  const draft: Draft = {
    holds: new MapDraft(from.holds),
    replaced: new MapDraft(from.replaced),
    approvals: new MapDraft(from.approvals),
    invalid: new MapDraft(from.invalid),
    applied: new MapDraft(from.applied),
    revisions: { ...from.revisions },
    suspensions: new MapDraft(from.suspensions),
    policies: new MapDraft(from.policies),
    rotations: new MapDraft(from.rotations),
    installationName: from.installationName,
  }
  return {
    add(entry) {
      foldPolicies(draft.policies, entry)
      foldRotations(draft.rotations, entry)
      if (entry.type === 'applied') settle(draft, entry)
      else if (entry.type === 'held') hold(draft, entry)
      else if (entry.type === 'invalid') refuse(draft, entry)
      else if (entry.type === 'approved') approve(draft, entry)
      else if (entry.type === 'suspended') suspend(draft, entry)
      else if (entry.type === 'resumed') draft.suspensions.delete(suspendedBy(entry))
      else if (entry.type === 'superseded') clear(draft, entry)
    },
    state: () => ({
      holds: draft.holds.finish(),
      replaced: draft.replaced.finish(),
      approvals: draft.approvals.finish(),
      invalid: draft.invalid.finish(),
      applied: draft.applied.finish(),
      revisions: { ...draft.revisions },
      suspensions: draft.suspensions.finish(),
      policies: draft.policies.finish(),
      rotations: draft.rotations.finish(),
      installationName: draft.installationName,
    }),
  }
}

interface Draft {
  readonly holds: MapDraft<string, StandingHold>
  readonly replaced: MapDraft<string, StandingHold>
  readonly approvals: MapDraft<string, Approval>
  readonly invalid: MapDraft<UnitName, StandingProblems>
  readonly applied: MapDraft<UnitName, Revisions>
  readonly revisions: Record<string, string>
  readonly suspensions: MapDraft<string, Suspension>
  readonly policies: MapDraft<string, FiredPolicy>
  readonly rotations: MapDraft<string, Rotation>
  installationName: string | undefined
}

/** How many holds of one unit are remembered that newer ones have replaced. */
const MOST_REPLACED = 20

function hold({ holds, replaced }: Draft, entry: Entry): void {
  const { plan, time, revisions = {} } = entry
  const scope = scopeOf(entry)
  if (plan === undefined || scope === undefined) return
  const held = { digest: plan, scope, codes: codesOf(entry), since: time, revisions }
  for (const [digest, standing] of holds) {
    if (slotOf(standing) !== slotOf(held)) continue
    holds.delete(digest)
    if (digest !== plan && scope.type === 'unit') replaced.set(digest, standing)
  }
  holds.set(plan, held)
  replaced.delete(plan)
  const before = [...replaced.values()].filter((one) => slotOf(one) === slotOf(held))
  for (const { digest } of before.slice(0, Math.max(0, before.length - MOST_REPLACED))) replaced.delete(digest)
}

/** Nothing needs the hold any more: neither it nor what it replaced can be approved, and an approval of it has no use. */
function clear({ holds, replaced, approvals }: Draft, { plan }: Entry): void {
  const cleared = plan === undefined ? undefined : holds.get(plan)
  if (cleared === undefined) return
  for (const all of [holds, replaced]) {
    for (const [digest, one] of all) {
      if (slotOf(one) !== slotOf(cleared)) continue
      all.delete(digest)
      approvals.delete(digest)
    }
  }
}

function suspend({ suspensions }: Draft, entry: Entry): void {
  const { reason, until } = entry.evidence ?? {}
  if (typeof reason !== 'string' || typeof until !== 'string') return
  suspensions.set(suspendedBy(entry), { reason, until, owner: entry.actor?.name ?? '', since: entry.time })
}

function suspendedBy({ organization, evidence = {} }: Entry): string {
  return organization === undefined ? `source/${evidence.source}` : `organization/${organization}`
}

function refuse({ invalid }: Draft, { unit, time, evidence = {} }: Entry): void {
  const { digest, problems } = evidence
  if (unit === undefined || typeof digest !== 'string') return
  const counts = Object.entries(isObject(problems) ? problems : {}).flatMap(([code, count]) =>
    typeof count === 'number' ? [[code, count] as const] : [],
  )
  invalid.set(unitName(unit), { digest, counts: Object.fromEntries(counts), since: time })
}

function approve({ holds, replaced, approvals, revisions }: Draft, entry: Entry): void {
  const { plan, time, actor } = entry
  if (plan === undefined) return
  const standing = holds.get(plan) ?? replaced.get(plan)
  const scope = standing?.scope ?? scopeOf(entry)
  const codes = standing?.codes ?? codesOf(entry)
  const isRewriting = scope?.type === 'source' && codes.includes('HistoryRewritten')
  approvals.set(plan, { digest: plan, time, actor, since: standing?.since ?? time, scope, isUsed: isRewriting })
  if (!isRewriting) return
  // From here on the new history is the one that others have to descend from, whether or not it changes anything.
  revisions[scope.source] = scope.revision
  holds.delete(plan)
}

function settle(draft: Draft, entry: Entry): void {
  const { plan, unit, revisions = {}, evidence = {} } = entry
  Object.assign(draft.revisions, revisions)
  if (typeof evidence.installation === 'string') draft.installationName = evidence.installation
  const own = scopeOf(entry)
  for (const holds of [draft.holds, draft.replaced]) {
    for (const [digest, standing] of holds) {
      const { scope } = standing
      const isRead = scope.type === 'source' && revisions[scope.source] !== undefined
      const isPast = own !== undefined && slotOf(standing) === slotOf({ scope: own, codes: [] })
      if (digest === plan || isRead || isPast) holds.delete(digest)
    }
  }
  for (const [digest, approval] of draft.approvals) {
    const { scope } = approval
    const isPast = scope?.type === 'source' && (revisions[scope.source] ?? scope.revision) !== scope.revision
    if (digest === plan || isPast) draft.approvals.set(digest, { ...approval, isUsed: true })
  }
  if (unit === undefined) return
  draft.invalid.delete(unitName(unit))
  for (const former of formerUnits(entry)) draft.applied.delete(unitName(former))
  // Set anew, so that the map stands in the order in which units were last applied.
  draft.applied.delete(unitName(unit))
  draft.applied.set(unitName(unit), revisions)
}

/** Organizations that an entry renames or removes, under the names they had. */
function formerUnits({ changes, unit }: Entry): readonly Unit[] {
  return changes.flatMap((change): Unit[] => {
    if (change.kind !== 'Organization' || change.action === 'create' || change.action === 'update') return []
    // An Organization that was renamed is never erased, and only its own unit removes one.
    if (change.body === undefined) return unit === undefined ? [] : [unit]
    const key = change.action === 'rename' ? (change.body.from ?? change.body.key) : change.body.key
    return [{ type: 'organization', organization: key.slice(key.lastIndexOf('/') + 1) }]
  })
}

function scopeOf({ unit, evidence = {} }: Entry): HeldScope | undefined {
  const { phase, source, revision } = evidence
  if (unit !== undefined) return { type: 'unit', unit, phase: phase === 'removals' ? 'removals' : 'changes' }
  if (typeof source !== 'string' || typeof revision !== 'string') return undefined
  return { type: 'source', source, revision }
}

/** Of what there is at most one hold: a part of a unit, or one reason to hold a source. */
function slotOf({ scope, codes }: Pick<StandingHold, 'scope' | 'codes'>): string {
  return scope.type === 'unit' ? `${scope.phase} ${unitName(scope.unit)}` : `${codes.join(' ')} ${scope.source}`
}

function codesOf({ evidence = {} }: Entry): readonly HoldCode[] {
  const { codes } = evidence
  return HOLD_CODES.filter((code) => Array.isArray(codes) && codes.includes(code))
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
