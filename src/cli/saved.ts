import { readFileSync, statSync } from 'node:fs'
import { byText } from '../lib/compare.ts'
import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { unitName } from '../model/unit.ts'
import type { PassPlan } from '../plan/pass.ts'

/** A plan that was saved with `plan -o json`: the digest of each plan and of each source's hold in it, by what it is about. */
export type SavedPlan = ReadonlyMap<string, string>

const MOST_BYTES = 512 * 1024 * 1024

/** Reads a plan that `plan -o json` printed. Throws `ConfigError` where the file is not there, or is none. */
export function readSavedPlan(path: string): SavedPlan {
  const shown = visible(path)
  const status = statSync(path, { throwIfNoEntry: false })
  if (status?.isFile() !== true) throw new ConfigError(`there is no file ${shown}`, 'save one: charter plan … -o json')
  if (status.size > MOST_BYTES) throw new ConfigError(`${shown} is larger than ${MOST_BYTES} bytes`)
  const value = parsed(readFileSync(path, 'utf8'))
  const isPlan = isObject(value) && /^1\./.test(String(value.format_version)) && Array.isArray(value.units)
  if (!isPlan) throw new ConfigError(`${shown} is no saved plan`, 'save one: charter plan … -o json')
  const units = listOf(value.units).map(({ unit, phase, digest }) => [aboutUnit(unit, phase), String(digest)] as const)
  const holds = listOf(value.holds)
    .filter(({ scope }) => isObject(scope) && scope.type === 'source')
    .map(({ scope, code, digest }) => [aboutSource(isObject(scope) ? scope.source : '', code), String(digest)] as const)
  return new Map([...units, ...holds])
}

/** What has moved since a plan was saved, in one line each, sorted; nothing where the plan made now is the same. */
export function movedSince(saved: SavedPlan, { plans, sourceHolds }: PassPlan): readonly string[] {
  const now = new Map([
    ...plans.map(({ plan }) => [aboutUnit(unitName(plan.unit), plan.phase), plan.digest] as const),
    ...sourceHolds.map(
      ({ scope, code, digest }) => [aboutSource(scope.type === 'source' ? scope.source : '', code), digest] as const,
    ),
  ])
  const names = [...new Set([...saved.keys(), ...now.keys()])].sort(byText)
  return names.flatMap((name) => {
    const [before, after] = [saved.get(name), now.get(name)]
    if (before === after) return []
    if (before === undefined) return [`${name} is not in the saved plan`]
    return [after === undefined ? `${name} has nothing to do any more` : `${name} would be changed in another way`]
  })
}

function aboutUnit(unit: unknown, phase: unknown): string {
  return visible(`${String(unit)}${phase === 'removals' ? ' (removals)' : ''}`)
}

function aboutSource(source: unknown, code: unknown): string {
  return visible(`source ${String(source)} (${String(code)})`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
