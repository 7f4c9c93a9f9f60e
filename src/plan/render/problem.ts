import { byText } from '../../lib/compare.ts'
import type { Problem } from '../../model/problem.ts'
import type { Origin } from '../../model/resource.ts'
import { type Unit, type UnitName, unitName } from '../../model/unit.ts'
import type { ProblemGroup } from './report.ts'

/** A problem with the unit it belongs to, where that is known. */
export interface PlacedProblem {
  readonly unit: Unit | undefined
  readonly problem: Problem
}

/**
 * Every problem once. What is said of several units (a file that holds more than one) belongs to none of them. Those
 * without a unit come first, then by unit; in each group errors before warnings, then by path, line, column, code, message.
 */
export function sortedProblems(groups: readonly ProblemGroup[]): readonly PlacedProblem[] {
  const found = new Map<string, { readonly problem: Problem; readonly units: Map<UnitName, Unit> }>()
  for (const { unit, problems } of groups) {
    for (const problem of problems) {
      const identity = identityOf(problem)
      const entry = found.get(identity) ?? { problem, units: new Map() }
      if (unit !== undefined) entry.units.set(unitName(unit), unit)
      found.set(identity, entry)
    }
  }
  return Array.from(found.values(), ({ problem, units }) => {
    const [unit, ...others] = units.values()
    return { unit: others.length === 0 ? unit : undefined, problem }
  }).sort((left, right) => byText(nameOf(left.unit), nameOf(right.unit)) || byPlace(left.problem, right.problem))
}

/** The first problems by severity, errors of every group before any warning, in their given order. */
export function mostSevere(problems: readonly PlacedProblem[], most: number): readonly PlacedProblem[] {
  if (problems.length <= most) return problems
  const errors = problems.filter(({ problem }) => problem.severity === 'error').slice(0, most)
  const warnings = problems.filter(({ problem }) => problem.severity === 'warning').slice(0, most - errors.length)
  const kept = new Set([...errors, ...warnings])
  return problems.filter((problem) => kept.has(problem))
}

function nameOf(unit: Unit | undefined): UnitName | '' {
  return unit === undefined ? '' : unitName(unit)
}

function byPlace(left: Problem, right: Problem): number {
  if (left.severity !== right.severity) return left.severity === 'error' ? -1 : 1
  return byOrigin(left.origin, right.origin) || byText(left.code, right.code) || byText(left.message, right.message)
}

/** Order of places: by path (or object), line and column. */
function byOrigin(left: Origin, right: Origin): number {
  if ('path' in left && 'path' in right) {
    return byText(left.path, right.path) || left.line - right.line || left.column - right.column
  }
  if ('path' in left) return -1
  return 'path' in right ? 1 : byText(left.uid, right.uid)
}

/** What makes two problems the same one: code, severity, place and words. */
function identityOf({ code, severity, message, origin, pointer }: Problem): string {
  return JSON.stringify([
    code,
    severity,
    message,
    pointer,
    'path' in origin ? [origin.path, origin.line, origin.column] : origin.uid,
  ])
}

/** A problem as machines read it, in `plan` and `validate` alike; optional parts are left out where there is none. */
export function problemJson({ unit, problem }: PlacedProblem): Record<string, unknown> {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    ...(problem.help === undefined ? {} : { help: problem.help }),
    ...(problem.notes === undefined ? {} : { notes: problem.notes }),
    ...(unit === undefined ? {} : { unit: unitName(unit) }),
    origin: problem.origin,
    pointer: problem.pointer,
    ...(problem.length === undefined ? {} : { length: problem.length }),
    ...(problem.label === undefined ? {} : { label: problem.label }),
    related: (problem.related ?? []).map(({ origin, message }) => ({ origin, message })),
  }
}
