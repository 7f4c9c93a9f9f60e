import type { Finding, ProblemCode } from '../model/problem.ts'
import type { Key } from '../model/resource.ts'
import { problemOf } from './finding.ts'
import type { Gathered, Material } from './gather.ts'
import type { Judgement } from './judge.ts'
import type { Pass } from './pass.ts'
import type { DesiredUnit, UnitView } from './state.ts'
import { unprunedConditions } from './unpruned.ts'

/** The unit as it leaves the laws: what is wanted, or its last good state where anything refuses it. */
export function conclude(pass: Pass, material: Material, judgement: Judgement, view: UnitView): DesiredUnit {
  const { gathered, stored } = pass
  const places = { declared: gathered.declared, stored: stored.resources }
  const findings = [...judgement.refused, ...judgement.warned].filter(
    (finding) => !isAftermath(finding, material, gathered),
  )
  const problems = [
    ...material.faults.map(({ problem }) => problem),
    ...findings.map((finding) => problemOf(finding, places)),
  ]
  const valid = problems.every((problem) => problem.severity !== 'error')
  const resources = valid ? material.wanted : material.stored
  const renames = new Map<Key, Key>()
  const owners = new Map<Key, string>()
  for (const key of resources.keys()) {
    const from = gathered.renames.get(key)
    if (valid && from !== undefined) renames.set(key, from)
    const owner = gathered.declared.get(key)?.owner ?? material.stored.get(key)?.origin.source
    if (owner !== undefined) owners.set(key, owner)
  }
  const conditions = [...judgement.conditions, ...unprunedConditions(material.unpruned)]
  return { unit: material.unit, valid, stored: material.stored, resources, owners, renames, problems, conditions, view }
}

const OF_THE_WHOLE: ReadonlySet<ProblemCode> = new Set(['LastAdmin', 'RequiredAdminMissing', 'BootstrapMissing'])
const OF_NAMES: ReadonlySet<ProblemCode> = new Set(['DanglingReference', 'NotAMember'])

/**
 * Whether a law only complains about what could not be read. The unit is refused for that already; who puts it right
 * should not have to sort out the consequences first.
 */
function isAftermath(finding: Finding, { faults }: Material, gathered: Gathered): boolean {
  const errors = faults.filter(({ problem }) => problem.severity === 'error')
  if (errors.length === 0) return false
  if (gathered.broken.has(finding.key) || OF_THE_WHOLE.has(finding.code)) return true
  return OF_NAMES.has(finding.code) && errors.some(({ unread }) => unread === true)
}
