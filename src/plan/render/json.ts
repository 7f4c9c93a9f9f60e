import type { Change, FieldChange } from '../../model/change.ts'
import type { Hold } from '../../model/hold.ts'
import { identityOf, type Json, type Key, type Resource, type StoredResource } from '../../model/resource.ts'
import { unitName } from '../../model/unit.ts'
import { impactValue } from './access-json.ts'
import { countsOf } from './counts.ts'
import { jsonTexts } from './json-text.ts'
import { problemJson, sortedProblems } from './problem.ts'
import { type Condition, heldOf, type PlanReport, type Section, sectionsOf } from './report.ts'
import { isSensitiveAt, SENSITIVE, withoutSecrets } from './secret.ts'
import { secretValue } from './secrets.ts'
import { useValue } from './uses.ts'

/** The version of the plan as JSON; the first number grows when a reader could break, the second with additions. */
export const PLAN_FORMAT_VERSION = '1.2'

/**
 * A plan as JSON (schemas/output/plan.schema.json) in pieces, complete and never cut: who gains what by a large plan may be
 * longer than a text can be. Ends with a newline.
 */
export function planJsonTexts(report: PlanReport): Iterable<string> {
  return jsonTexts(planValue(report))
}

/** The same as a value, in which lines of access are made as they are written. Plans stand in the order of a pass, changes in the order in which they apply. */
export function planValue(report: PlanReport): Record<string, unknown> {
  const sections = sectionsOf(report)
  return {
    format_version: PLAN_FORMAT_VERSION,
    revisions: Object.assign({}, ...sections.sections.map(({ plan }) => plan.revisions)),
    units: sections.sections.map(unitValue),
    holds: sections.holds.map(holdValue),
    conditions: sections.conditions.map(conditionValue),
    uses: sections.uses.map(useValue),
    secrets: (report.secrets ?? []).map(secretValue),
    problems: sortedProblems(report.problems ?? []).map(problemJson),
    summary: {
      ...countsOf(report.plans),
      held: heldOf(sections).length,
      invalid: new Set((report.invalid ?? []).map(unitName)).size,
    },
  }
}

function unitValue({ plan, holds, conditions, impact, uses = [] }: Section): Record<string, unknown> {
  const { unit } = plan
  return {
    unit: unitName(unit),
    ...(unit.type === 'installation' ? {} : { organization: unit.organization }),
    phase: plan.phase,
    base: plan.base,
    digest: plan.digest,
    revisions: plan.revisions,
    counts: countsOf([plan]),
    changes: plan.changes.map(changeValue),
    holds: holds.map(holdValue),
    conditions: conditions.map(conditionValue),
    uses: uses.map(useValue),
    ...(impact === undefined ? {} : { access: impactValue(impact) }),
  }
}

function holdValue(hold: Hold): Record<string, unknown> {
  const { code, scope, digest, message, evidence, next } = hold
  return { code, scope, digest, message, evidence: withoutSecrets(evidence), next }
}

function conditionValue({ unit, code, message, help }: Condition): Record<string, unknown> {
  return { unit: unitName(unit), code, message, ...(help === undefined ? {} : { help }) }
}

/** One change for programs, secret values left out. */
export function changeValue(change: Change): Record<string, unknown> {
  const { kind, namespace, name } = identityOf(change.key)
  const commit = change.commit === undefined ? {} : { commit: change.commit }
  const head = { action: change.action, kind, namespace, name }
  switch (change.action) {
    case 'create':
      return { ...head, uid: change.uid, origin: change.after.origin, ...commit, after: resourceValue(change.after) }
    case 'delete':
      return { ...head, ...storedHead(change.before), ...commit, before: resourceValue(change.before) }
    case 'update':
      return { ...head, ...changedValue(change), ...commit, ...followsValue(change.follows) }
    case 'rename':
      return { ...head, from: identityOf(change.from), ...changedValue(change), ...commit }
  }
}

function storedHead(before: StoredResource): Record<string, unknown> {
  return { uid: before.uid, origin: before.origin }
}

function changedValue(change: Extract<Change, { action: 'update' | 'rename' }>): Record<string, unknown> {
  return {
    uid: change.before.uid,
    origin: change.after.origin,
    fields: change.fields.map((field) => fieldValue(field, change)),
    before: resourceValue(change.before),
    after: resourceValue(change.after),
  }
}

function followsValue(follows: readonly Key[] | undefined): Record<string, unknown> {
  return follows === undefined ? {} : { follows }
}

function fieldValue(
  field: FieldChange,
  change: { readonly before: Resource; readonly after: Resource },
): Record<string, unknown> {
  const { type, pointer } = field
  const sensitive = isSensitiveAt(change.before, pointer) || isSensitiveAt(change.after, pointer)
  const shown = (value: Json): Json => (sensitive ? SENSITIVE : withoutSecrets(value))
  if (field.type === 'set') return { type, pointer, added: field.added.map(shown), removed: field.removed.map(shown) }
  return {
    type,
    pointer,
    ...(field.before === undefined ? {} : { before: shown(field.before) }),
    ...(field.after === undefined ? {} : { after: shown(field.after) }),
  }
}

/** A resource in the form in which it is declared; a stored one also has its uid and version. */
function resourceValue(resource: Resource | StoredResource): Record<string, unknown> {
  const { apiVersion, kind, namespace, name, labels, annotations, spec } = resource
  return {
    apiVersion,
    kind,
    metadata: { ...(namespace === '' ? {} : { namespace }), name, labels, annotations },
    spec: withoutSecrets(spec),
    ...('uid' in resource ? { uid: resource.uid, version: resource.version } : {}),
  }
}
