import { canonical } from '../lib/canonical.ts'
import { visible } from '../lib/text.ts'
import type { JsonObject, StoredResource } from '../model/resource.ts'
import type { UnitStatus } from '../model/status.ts'
import { besideReady, conditionsOf, datedConditions } from './conditions.ts'
import { type Attempt, historyAfter } from './history.ts'
import { type ReportedObject, requestedAt, statusIn, textAt } from './object.ts'
import type { Verdict } from './verdict.ts'

/** What the status of an object is made of besides itself; `fields` are those of its kind. */
export interface StatusParts {
  readonly verdict: Verdict
  readonly source: string
  /** What is stored under its identity, by whichever source. */
  readonly stored: StoredResource | undefined
  /** Its unit, where it is the object that stands for it. */
  readonly unit: UnitStatus | undefined
  readonly fields: JsonObject
  readonly now: string
}

/**
 * The status that an object should have, as canonical JSON (model §2): it is the same text as long as nothing has changed. What is
 * known since when, and the history, are carried on from the status that it has; that is its own where the object is
 * the same as before.
 */
export function objectStatus(object: ReportedObject, parts: StatusParts): string {
  const { verdict, source, unit, fields, now } = parts
  const before = statusIn(object)
  const stored = parts.stored?.origin.source === source ? parts.stored : undefined
  const revision = revisionOf(object.generation)
  const applied = verdict.type === 'inForce' ? revision : appliedBefore(object, before, stored)
  const handled = requestedAt(object)
  const toward = [...conditionsOf(verdict, stored?.version), ...besideReady(unit?.conditions ?? [])]
  return canonical({
    ...fields,
    observedGeneration: object.generation,
    conditions: datedConditions(toward, before, { now, generation: object.generation }),
    ...(stored === undefined ? {} : namesOf(stored)),
    ...(applied === undefined ? {} : { lastAppliedRevision: applied }),
    lastAttemptedRevision: revision,
    ...(handled === undefined ? {} : { lastHandledReconcileAt: visible(handled) }),
    history: historyAfter(before, attemptOf(verdict, stored, revision), now),
  })
}

function namesOf({ uid, version, createdAt, updatedAt }: StoredResource): JsonObject {
  return { uid, version, createdAt, updatedAt }
}

/** Of an object that is its generation: what a list of a cluster is at changes with every other object. */
function revisionOf(generation: number): string {
  return `generation:${generation}`
}

function appliedBefore(
  { uid }: ReportedObject,
  before: JsonObject,
  stored: StoredResource | undefined,
): string | undefined {
  if (stored === undefined) return undefined
  const known = before.uid === stored.uid ? textAt(before, 'lastAppliedRevision') : undefined
  if (known !== undefined) return known
  return 'uid' in stored.origin && stored.origin.uid === uid ? revisionOf(stored.origin.generation) : undefined
}

function attemptOf(verdict: Verdict, stored: StoredResource | undefined, revision: string): Attempt | undefined {
  switch (verdict.type) {
    case 'inForce':
      return { outcome: 'applied', revision, message: `version ${stored?.version ?? 1}` }
    case 'stalled': {
      const { why, told, plan } = verdict
      const message = `${told.reason}: ${told.message}`
      return { outcome: why, revision, message, ...(plan === undefined ? {} : { plan }) }
    }
    case 'retried':
      return { outcome: 'failed', revision, message: verdict.told.message }
    case 'unknown':
      return undefined
  }
}
