import type { Json } from '../../model/resource.ts'
import type { UnitName } from '../../model/unit.ts'
import { partOf } from '../../plan/pending.ts'
import { planValue } from '../../plan/render/json.ts'
import type { PlanReport } from '../../plan/render/report.ts'
import {
  type Answer,
  type Asked,
  badParameter,
  type Endpoint,
  NOT_FOUND,
  type Trouble,
  valueEndpoint,
} from '../endpoint.ts'
import { FORBIDDEN, organizationCalled, tellRead } from '../within.ts'
import { isReference, withoutReferences } from './auditchanges.ts'
import { PLAN } from './planschema.ts'
import { sightOf } from './sight.ts'

/** What is declared and not in force (api 44). */
export const PLAN_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/plan',
    operation: 'getPendingPlan',
    summary:
      'what the last pass did not apply, and why: as `charter plan -o json`; of the organizations that the reader manages, for operators and auditors all',
    parameters: [
      { name: 'organization', type: 'text', description: 'uid, name or id of an organization' },
      { name: 'source', type: 'text', description: 'what is declared, or was, by this source' },
    ],
    response: PLAN,
    problems: [403],
    isDated: false,
    answer,
  }),
]

function answer(asked: Asked): Answer {
  const { view, viewer, query } = asked
  if (view.pending === undefined) return NOT_YET
  const seesAll = viewer.isOperator || viewer.isAuditor
  const source = query.text('source')
  const sources = view.status.sources.map(({ name }) => name)
  if (seesAll && source !== undefined && !sources.includes(source)) {
    return badParameter('source', `names a source: ${sources.join(', ')}`)
  }
  const report = view.pending()
  const only = organizationMeant(asked, report)
  if (typeof only === 'object') return only
  const mayTell = (organization: string | undefined): boolean =>
    organization === undefined ? seesAll : seesAll || viewer.manages(organization)
  const unit = (name: UnitName): boolean => {
    const organization = organizationIn(name)
    return (only === undefined || organization === only) && mayTell(organization)
  }
  const part = partOf(report, { unit, source, isWhole: seesAll && only === undefined })
  const names = part.plans.map(({ unit }) => (unit.type === 'organization' ? unit.organization : ''))
  tellRead(asked, names)
  const value = planValue(seesAll ? part : withoutRelated(part)) as unknown as Told
  return { type: 'value', value: { ...value, units: value.units.map((one) => asSeen(one, asked)) }, isLong: true }
}

/** The organization that is asked for, which may be pending and not be there yet. */
function organizationMeant(asked: Asked, report: PlanReport): string | undefined | Trouble {
  const { query, viewer } = asked
  const word = query.text('organization')
  if (word === undefined) return undefined
  const found = organizationCalled(asked, word)?.name
  if (found !== undefined && viewer.sees(found)) return viewer.manages(found) ? found : FORBIDDEN
  const isToCome = [...report.plans, ...(report.problems ?? [])].some(
    ({ unit }) => unit?.type === 'organization' && unit.organization === word,
  )
  return isToCome && found === undefined && (viewer.isOperator || viewer.isAuditor) ? word : NOT_FOUND
}

/** `acme` of `organization/acme` and `revocation/acme/leaver`. */
function organizationIn(name: UnitName): string | undefined {
  return name.split('/')[1]
}

/** What else a problem points at may lie in another organization. */
function withoutRelated(report: PlanReport): PlanReport {
  const problems = (report.problems ?? []).map((group) => ({
    ...group,
    problems: group.problems.map(({ related: _, ...problem }) => problem),
  }))
  return { ...report, problems }
}

interface Told {
  readonly units: readonly ToldUnit[]
}

interface ToldUnit {
  readonly organization?: string
  readonly changes: readonly ToldChange[]
}

interface ToldChange {
  readonly before?: object
  readonly after?: object
  readonly fields?: readonly (Readonly<Record<string, Json>> & { readonly pointer: string })[]
}

/** Whoever does not see all settings is told what changes, and not what is declared whole. */
function asSeen(unit: ToldUnit, asked: Asked): ToldUnit {
  if (sightOf(asked, unit.organization ?? '') === 'all') return unit
  return {
    ...unit,
    changes: unit.changes.map(({ before: _before, after: _after, fields, ...change }) =>
      fields === undefined ? change : { ...change, fields: fields.flatMap(fieldSeen) },
    ),
  }
}

function fieldSeen(field: NonNullable<ToldChange['fields']>[number]): NonNullable<ToldChange['fields']> {
  const segments = field.pointer.split('/')
  if (segments[2] === 'settings') return []
  if (segments.some(isReference)) return [{ type: field.type ?? 'value', pointer: field.pointer }]
  return [withoutReferences(field) as typeof field]
}

const NOT_YET: Trouble = {
  type: 'problem',
  problem: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'no pass is over since the program was started: ask again in a moment',
  },
}
